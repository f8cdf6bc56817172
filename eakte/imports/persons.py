"""Persons with address and file: new ones get a reference of their team's department."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from auslaenderbehoerde.authority.models import Team
from eakte import card_status
from eakte.imports import lines
from eakte.imports.counting import Counted
from eakte.models import Address, CaseFile, Person
from eakte.services.files import next_references

LANGUAGES = ("de", "en", "ru", "sr-latn", "tr", "uk", "ar")
COLUMNS: lines.Columns = {
    "kennung": ("key", lines.key),
    "familienname": ("family_name", lines.name),
    "vornamen": ("given_names", lines.name),
    "geburtsdatum": ("birth_date", lines.birth_date),
    "geburtsort": ("birth_place", lines.text(200)),
    "geburtsstaat": ("birth_state", lines.state),
    "geschlecht": ("sex", lines.one_of("F", "M", "X", empty="")),
    "staatsangehoerigkeiten": ("nationalities", lines.states),
    "sprache": ("language", lines.one_of(*LANGUAGES, empty="de")),
    "email": ("email", lines.mail),
    "telefon": ("phone", lines.text(40)),
    "strasse": ("street", lines.text(200)),
    "plz": ("postcode", lines.text(12)),
    "ort": ("city", lines.text(150)),
    "team": ("team", lines.text(150, needed=True)),
}
OF_ADDRESS = ("street", "postcode", "city")
OF_PERSON = [name for name, _parse in COLUMNS.values() if name not in (*OF_ADDRESS, "key", "team")]


def check(line: lines.Line) -> lines.Wrong | None:
    """What only the whole line tells."""
    if not line.values["family_name"] and not line.values["given_names"]:
        return lines.Wrong(line.number, "familienname", "Familienname und Vornamen fehlen.")
    return None


def _teams() -> dict[str, Team]:
    return {team.name: team for team in Team.objects.select_related("department")}


def take(batch: Sequence[lines.Line], *, write: bool, now: datetime) -> Counted | list[lines.Wrong]:
    """Bring these persons in line; what is the same is not touched (a list of wrong lines when a team is unknown)."""
    teams = _teams()
    homeless = [line for line in batch if line.values["team"] not in teams]
    if homeless:
        return [lines.Wrong(line.number, "team", "Dieses Team gibt es nicht.") for line in homeless]
    known = {row.external_key: row for row in Person.objects.filter(external_key__in=[line.key for line in batch])}
    addresses = {row.person_id: row for row in Address.objects.filter(person__in=known.values(), valid_until=None)}
    new = [line for line in batch if line.key not in known]
    changed = [line for line in batch if line.key in known and _differs(known[line.key], addresses, line)]
    if write:
        _add(new, now)
        _change(changed, known, addresses)
    return Counted(added=len(new), changed=len(changed), unchanged=len(batch) - len(new) - len(changed))


def _differs(person: Person, addresses: dict, line: lines.Line) -> bool:
    """Who was merged into somebody else here is kept up under her other key, or by hand."""
    if person.merged_into_id is not None:
        return False
    if any(getattr(person, name) != line.values[name] for name in OF_PERSON):
        return True
    return _moved(addresses.get(person.pk), line)


def _moved(address: Address | None, line: lines.Line) -> bool:
    if not line.values["city"]:
        return False
    return address is None or any(getattr(address, name) != line.values[name] for name in OF_ADDRESS)


def _add(new: Sequence[lines.Line], now: datetime) -> None:
    persons = [Person(external_key=line.key, created_at=now, **_of_person(line)) for line in new]
    for person in persons:
        person.derive()
    Person.objects.bulk_create(persons, batch_size=1000)
    pairs = list(zip(persons, new, strict=True))
    Address.objects.bulk_create(
        [Address(person=person, **_of_address(line)) for person, line in pairs if line.values["city"]], batch_size=1000
    )
    _open_files(pairs, now)


def _open_files(pairs: Sequence[tuple[Person, lines.Line]], now: datetime) -> None:
    """One file each, with references in a row for each department."""
    teams, by_department = _teams(), defaultdict(list)
    for person, line in pairs:
        by_department[teams[line.values["team"]].department].append((person, teams[line.values["team"]]))
    made: list[CaseFile] = []
    for department, rows in by_department.items():
        references = next_references(department, len(rows), now=now)
        for reference, (person, team) in zip(references, rows, strict=True):
            made.append(CaseFile(reference=reference, person=person, department=department, team=team, opened_at=now))
    CaseFile.objects.bulk_create(made, batch_size=1000)


def _change(changed: Sequence[lines.Line], known: dict[str, Person], addresses: dict) -> None:
    born_anew = []
    for line in changed:
        person = known[line.key]
        if person.birth_date != line.values["birth_date"]:
            born_anew.append((person, person.birth_date))
        for name, value in _of_person(line).items():
            setattr(person, name, value)
        person.version += 1
        person.derive()
    fields = [*OF_PERSON, "version", "search_name", "sort_key"]
    Person.objects.bulk_update([known[line.key] for line in changed], fields, batch_size=500)
    for person, before in born_anew:
        card_status.follow_birth_date(person, before=before)
    for line in changed:
        if _moved(addresses.get(known[line.key].pk), line):
            _move(known[line.key], addresses.get(known[line.key].pk), line)


def _move(person: Person, old: Address | None, line: lines.Line) -> None:
    if old is not None:
        old.valid_until = timezone.localdate()
        old.save(update_fields=["valid_until"])
    Address.objects.create(person=person, **_of_address(line))


def _of_person(line: lines.Line) -> dict[str, Any]:
    values = {name: line.values[name] for name in OF_PERSON}
    return values | {"channel": Person.Channel.MAIL if values["email"] else Person.Channel.LETTER}


def _of_address(line: lines.Line) -> dict[str, Any]:
    return {name: line.values[name] for name in OF_ADDRESS}
