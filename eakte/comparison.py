"""Two persons side by side, before somebody says that they are one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from eakte import dates, nationalities
from eakte.contributions import Merger
from eakte.models import CaseFile, Person, ResidenceTitle
from eakte.services.people import passport_number

GIVEN_ONCE = {"Aktenzeichen", "Kennung im Fachverfahren"}


@dataclass(frozen=True)
class Pair:
    """One line: the same question to both."""

    question: str
    kept: str
    gone: str

    @property
    def differs(self) -> bool:
        """Both say something, and not the same. Numbers that are given once differ always and say nothing."""
        return self.question not in GIVEN_ONCE and bool(self.kept and self.gone) and self.kept != self.gone

    @property
    def same(self) -> bool:
        """Both say the same."""
        return bool(self.kept) and self.kept == self.gone


def pairs(merger: Merger, *, today: date) -> list[Pair]:
    """Everything a person looks at to tell two people apart."""
    kept, gone = _facts(merger.kept, merger.kept_file, today), _facts(merger.gone, merger.gone_file, today)
    return [Pair(question, value, gone[question]) for question, value in kept.items()]


def _facts(person: Person, file: CaseFile | None, today: date) -> dict[str, str]:
    address = person.addresses.filter(valid_until=None).first()
    return {
        "Aktenzeichen": file.reference if file else "",
        "Familienname": person.family_name,
        "Vornamen": person.given_names,
        "Geburtsdatum": dates.display(person.birth_date),
        "Geburtsort": person.birth_place,
        "Geschlecht": person.get_sex_display(),
        "Staatsangehörigkeit": nationalities.names_of(person.nationalities),
        "Pässe": ", ".join(_passport(row) for row in person.passports.order_by("number_hash")),
        "Anschrift": str(address) if address else "",
        "E-Mail": person.email,
        "Telefon": person.phone,
        "Titel": ", ".join(f"{title}, {_until(title)}" for title in _valid(person, today)),
        "Kennung im Fachverfahren": person.external_key,
        "Team": str(file.team) if file and file.team else "",
    }


def _passport(row: Any) -> str:
    return f"{row.state} {passport_number(row)}"


def _until(title: ResidenceTitle) -> str:
    return f"bis {title.valid_until:%d.%m.%Y}" if title.valid_until else "unbefristet"


def _valid(person: Person, today: date) -> list[ResidenceTitle]:
    return list(person.titles.filter(Q(valid_until=None) | Q(valid_until__gte=today), ended_on=None))


def warnings(merger: Merger, *, today: date) -> list[str]:
    """What speaks against it, or needs somebody afterwards."""
    kept, gone = merger.kept, merger.gone
    found = []
    if not (kept.birth_date.startswith(gone.birth_date) or gone.birth_date.startswith(kept.birth_date)):
        born = dates.display(kept.birth_date)
        found.append(f"Die Geburtsdaten sind verschieden. Danach gilt nur noch {born}, auch für „Ist meine Karte da?“.")
    if _valid(kept, today) and _valid(gone, today):
        found.append("Beide haben einen gültigen Titel. Beenden Sie danach den, der nicht mehr gilt.")
    if any(file.blocked for file in (merger.kept_file, merger.gone_file) if file):
        found.append("Eine der Akten ist gesperrt. Die gemeinsame Akte lesen die, die jetzt die bleibende lesen.")
    if kept.external_key and gone.external_key:
        found.append("Im Fachverfahren sind es zwei. Führen Sie sie auch dort zusammen.")
    return found + _team_papers(merger)


def _team_papers(merger: Merger) -> list[str]:
    kept, gone = merger.kept_file, merger.gone_file
    if kept is None or gone is None or kept.team_id == gone.team_id:
        return []
    if not gone.documents.filter(access="team").exists():
        return []
    return [f"Was nur das Team {gone.team} lesen durfte, liest danach das Team {kept.team or gone.team}."]
