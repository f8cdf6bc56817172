"""Opening, giving and blocking files; references without gap and without double."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from eakte.exceptions import ChangedMeanwhile, NotAllowed, SomethingMissing, WrongState
from eakte.models import CaseFile
from eakte.services import files
from tests import rivals
from tests.factories.accounts import staff
from tests.factories.authority import DepartmentFactory, TeamFactory
from tests.factories.eakte import CaseFileFactory, PersonFactory, ProceedingFactory, TaskFactory

NOW = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)  # half past midnight of the new year in Berlin


@pytest.fixture
def team(db):
    return TeamFactory(department=DepartmentFactory(code="33"))


def test_references_count_up_in_the_year_of_berlin(team):
    opened = [files.open_file(person=PersonFactory(), team=team, now=NOW).reference for _each in range(2)]

    assert opened == ["33-2027-00001", "33-2027-00002"]


def test_a_person_has_one_file(team):
    person = PersonFactory()

    first, second = (files.open_file(person=person, team=team, now=NOW) for _each in range(2))

    assert (second.pk, CaseFile.objects.count()) == (first.pk, 1)


def test_a_file_that_is_not_made_gives_its_number_back(team):
    with transaction.atomic():
        files.next_reference(team.department, now=NOW)
        transaction.set_rollback(True)

    assert files.next_reference(team.department, now=NOW) == "33-2027-00001"


OPENING = """
import json, sys
from datetime import datetime
from auslaenderbehoerde.authority.models import Team
from eakte.models import Person
from eakte.services import files
order, team = json.loads(sys.argv[1]), Team.objects.get()
sys.stdin.readline()
for number in range(20):
    person = Person.objects.create(family_name=f"{order['name']} {number}")
    files.open_file(person=person, team=team, now=datetime.fromisoformat(order["now"]))
print([])
"""


@pytest.mark.django_db(transaction=True)
def test_four_processes_opening_files_leave_no_gap_and_no_double(team):
    rivals.race(OPENING, [{"name": name, "now": NOW.isoformat()} for name in ("Ada", "Bob", "Cem", "Dua")])

    assert list(CaseFile.objects.values_list("reference", flat=True)) == [f"33-2027-{n:05}" for n in range(1, 81)]


def test_a_file_is_given_to_somebody_of_the_team_and_open_tasks_go_along(team):
    case_file, ada = CaseFileFactory(), staff("caseworker", username="ada")
    task = TaskFactory(case_file=case_file)
    team.members.add(ada)

    given = files.assign(case_file=case_file, team=team, caseworker=ada, by=staff("team_lead"), version=1)

    task.refresh_from_db()
    assert (given.team, given.caseworker, given.version, task.team) == (team, ada, 2, team)


def test_nobody_of_another_team_is_given_a_file(team):
    with pytest.raises(SomethingMissing, match="gehört nicht zu dem Team"):
        files.assign(
            case_file=CaseFileFactory(), team=team, caseworker=staff("caseworker"), by=staff("team_lead"), version=1
        )


def test_only_the_team_of_a_file_its_caseworker_or_a_lead_gives_it_away(team):
    own, other = staff("caseworker", username="own"), staff("caseworker", username="other")
    case_file = CaseFileFactory()
    case_file.team.members.add(own)
    team.members.add(other)

    with pytest.raises(NotAllowed):
        files.assign(case_file=case_file, team=team, caseworker=None, by=other, version=1)
    assert files.assign(case_file=case_file, team=team, caseworker=None, by=own, version=1).team == team


def test_a_blocked_file_is_read_by_those_who_are_named_and_by_nobody_else(db):
    case_file, reader, other = CaseFileFactory(), staff("caseworker", username="ada"), staff("caseworker")
    lead = staff("team_lead")

    files.block(case_file=case_file, contact="Frau Adler, Zimmer 12", readers=[reader, lead], version=1)

    seen = [list(CaseFile.objects.visible_to(user)) for user in (reader, lead, other, staff("front_desk"))]
    assert seen == [[case_file], [case_file], [], []]
    files.unblock(case_file=case_file, version=2)
    assert list(CaseFile.objects.visible_to(other)) == [case_file]


@pytest.mark.parametrize(("contact", "readers"), [("", True), ("Frau Adler", False)])
def test_blocking_needs_a_contact_and_a_reader(db, contact, readers):
    with pytest.raises(SomethingMissing):
        files.block(
            case_file=CaseFileFactory(), contact=contact, readers=[staff("caseworker")] if readers else [], version=1
        )


def test_a_file_is_not_blocked_for_readers_none_of_whom_could_open_it_again(db):
    case_file = CaseFileFactory()

    with pytest.raises(SomethingMissing, match="Teamleitung"):
        files.block(case_file=case_file, contact="Frau Adler", readers=[staff("caseworker")], version=1)

    case_file.refresh_from_db()
    assert (case_file.blocked, case_file.version) == (False, 1)


def test_one_more_person_is_named_for_a_blocked_file(db):
    case_file, lead, reader = CaseFileFactory(), staff("team_lead"), staff("caseworker")
    files.block(case_file=case_file, contact="Frau Adler", readers=[lead], version=1)

    files.name_reader(case_file=case_file, reader=reader)

    assert set(case_file.readers.all()) == {lead, reader}


@pytest.mark.parametrize(("blocked", "role"), [(False, "caseworker"), (True, "administrator")])
def test_nobody_is_named_for_an_open_file_or_without_the_right_to_read(db, blocked, role):
    case_file, lead = CaseFileFactory(), staff("team_lead")
    if blocked:
        files.block(case_file=case_file, contact="Frau Adler", readers=[lead], version=1)

    with pytest.raises((SomethingMissing, WrongState)):
        files.name_reader(case_file=case_file, reader=staff(role))

    assert list(case_file.readers.all()) == ([lead] if blocked else [])


def test_a_file_with_an_open_proceeding_is_not_closed(db):
    case_file = ProceedingFactory().case_file

    with pytest.raises(WrongState):
        files.close_file(case_file=case_file, reason="left", now=NOW, version=1)


def test_of_two_who_give_a_file_away_the_second_is_told(team):
    case_file, lead = CaseFileFactory(), staff("team_lead")
    files.assign(case_file=case_file, team=team, caseworker=None, by=lead, version=1)

    with pytest.raises(ChangedMeanwhile):
        files.assign(case_file=case_file, team=team, caseworker=None, by=lead, version=1)
