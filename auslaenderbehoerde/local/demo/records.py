"""Some files with titles, proceedings and tasks, through the same verbs as everybody's. The persons are invented."""

from datetime import date, datetime, timedelta
from itertools import cycle, islice
from typing import Any

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Team
from auslaenderbehoerde.local.demo.content import Content, read
from eakte.models import CaseFile
from eakte.services import files, people, proceedings, titles

FILES = 60
NATIONALITIES = {"tr": "TUR", "ru": "RUS", "uk": "UKR", "ar": "SYR", "sr-latn": "SRB", "en": "IND", "de": "COL"}
# Kind, legal basis, days of validity that are left (nothing: unlimited).
TITLES: list[tuple[str, str, int | None]] = [
    ("permit", "§ 18a AufenthG", 9),
    ("permit", "§ 28 Abs. 1 AufenthG", 210),
    ("blue_card", "§ 18g AufenthG", 640),
    ("settlement", "§ 9 AufenthG", None),
    ("permit", "§ 16b AufenthG", 44),
    ("permit", "§ 25 Abs. 2 AufenthG", -12),
    ("permit", "§ 30 AufenthG", 25),
    ("suspension", "§ 60a AufenthG", 80),
]
KINDS = ["extension", "provision", "", "settlement", "", "extension", "extension", ""]
MEMBERS = ("sachbearbeitung", "teamleitung", "aktenhaltung")


def load_records(*, today: date, now: datetime) -> None:
    """Files for the teams of the demo; nothing happens where there are some already."""
    teams = list(Team.objects.select_related("department__office").order_by("pk"))
    if CaseFile.objects.exists() or not teams:
        return
    colleagues = list(User.objects.filter(username__in=MEMBERS))
    for team in teams:
        team.members.add(*colleagues)
    clerk = next((user for user in colleagues if user.username == "sachbearbeitung"), None)
    rows = zip(islice(cycle(read("persons")["person"]), FILES), cycle(teams), cycle(TITLES), cycle(KINDS))
    for number, (person, team, title, kind) in enumerate(rows):
        case_file = _file(person, number, team=team, clerk=clerk if number % 2 else None, now=now)
        _title(case_file, title, today=today, now=now)
        if kind:
            _matter(case_file, kind, number, clerk=clerk, now=now)


def _file(values: Content, number: int, *, team: Team, clerk: User | None, now: datetime) -> CaseFile:
    birth = values["birth_date"]
    facts = {
        "family_name": values["family_name"],
        "given_names": values["given_names"],
        "birth_date": f"{int(birth[:4]) - number // 20}{birth[4:]}",
        "nationalities": [NATIONALITIES.get(values["language"], "XXX")],
        "language": values["language"],
        "sex": "FMX"[number % 3],
    }
    address = {"street": f"Kamener Straße {number + 1}", "postcode": "59425", "city": "Unna"}
    person = people.create_person(facts=facts, address=address)
    return files.open_file(person=person, team=team, caseworker=clerk, now=now)


def _title(case_file: CaseFile, row: tuple[str, str, int | None], *, today: date, now: datetime) -> None:
    kind, basis, left = row
    until = today + timedelta(days=left) if left is not None else None
    facts: dict[str, Any] = {"kind": kind, "legal_basis": basis, "valid_until": until}
    facts["valid_from"] = (until or today) - timedelta(days=730)
    titles.record_title(
        person=case_file.person, facts=facts, provisions=[("work", "Erwerbstätigkeit erlaubt")], now=now
    )


def _matter(case_file: CaseFile, kind: str, number: int, *, clerk: User | None, now: datetime) -> None:
    """An open matter; every third is being worked on, every fifth waits for papers."""
    received = now - timedelta(days=number, hours=1)
    matter = proceedings.open_proceeding(case_file=case_file, kind=kind, received_at=received, now=now)
    if clerk is None:
        return
    if number % 3 == 0:
        matter = proceedings.begin(proceeding=matter, by=clerk, now=now, version=matter.version)
    if number % 5 == 0:
        papers = ["Mietvertrag mit Angabe der Wohnfläche", "Lohnabrechnungen der letzten drei Monate"]
        until = (now + timedelta(days=14)).date()
        proceedings.ask_for_papers(
            proceeding=matter, papers=papers, until=until, by=clerk, now=now, version=matter.version
        )
