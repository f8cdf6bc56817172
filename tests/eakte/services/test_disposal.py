"""The way out: offered to the archive, proposed by one, erased by another."""

from datetime import UTC, date, datetime

import pytest

from eakte.exceptions import NotAllowed, SomethingMissing, WrongState
from eakte.models import CaseFile, Disposal
from eakte.services import disposal, files
from tests.factories.accounts import staff
from tests.factories.eakte import CaseFileFactory, TaskFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
OFFERED = date(2026, 2, 2)


@pytest.fixture
def lead(db):
    return staff("team_lead", username="lead")


@pytest.fixture
def second(db):
    return staff("team_lead", username="second")


@pytest.fixture
def file(db):
    return CaseFileFactory(close_reason="left", counts_from=date(2010, 1, 1), closed_at=NOW)


def test_two_people_erase_what_the_archive_was_offered(file, lead, second):
    disposal.offer(case_file=file, offered_on=OFFERED, by=lead, now=NOW)
    disposal.propose(case_file=file, by=lead, now=NOW)
    with pytest.raises(NotAllowed, match="jemand anderes"):
        disposal.erase(case_file=file, by=lead, now=NOW)

    disposal.erase(case_file=file, by=second, now=NOW)

    assert (CaseFile.objects.count(), Disposal.objects.count()) == (0, 0)


@pytest.mark.parametrize(("steps", "told"), [((), "nicht angeboten"), (("offer",), "nicht zum Löschen vorgeschlagen")])
def test_no_step_is_left_out(file, lead, second, steps, told):
    if "offer" in steps:
        disposal.offer(case_file=file, offered_on=OFFERED, by=lead, now=NOW)

    with pytest.raises(WrongState, match=told):
        disposal.erase(case_file=file, by=second, now=NOW)


def test_what_holds_the_file_back_is_looked_at_again_at_each_step(file, lead, second):
    disposal.offer(case_file=file, offered_on=OFFERED, by=lead, now=NOW)
    disposal.propose(case_file=file, by=lead, now=NOW)
    TaskFactory(case_file=file)

    with pytest.raises(WrongState, match="bleibt noch: eine Aufgabe ist offen"):
        disposal.erase(case_file=file, by=second, now=NOW)
    assert CaseFile.objects.count() == 1


def test_a_file_whose_time_is_not_over_is_not_offered(lead):
    fresh = CaseFileFactory(close_reason="left", counts_from=date(2020, 1, 1), closed_at=NOW)

    with pytest.raises(WrongState, match="noch aufzubewahren"):
        disposal.offer(case_file=fresh, offered_on=OFFERED, by=lead, now=NOW)


def test_nothing_was_offered_tomorrow(file, lead):
    with pytest.raises(SomethingMissing, match="Zukunft"):
        disposal.offer(case_file=file, offered_on=date(2026, 11, 25), by=lead, now=NOW)


def test_a_proposal_is_taken_back_and_made_once(file, lead, second):
    disposal.offer(case_file=file, offered_on=OFFERED, by=lead, now=NOW)
    disposal.propose(case_file=file, by=lead, now=NOW)
    with pytest.raises(WrongState, match="schon"):
        disposal.propose(case_file=file, by=second, now=NOW)

    disposal.withdraw(case_file=file, by=second, now=NOW)

    row = Disposal.objects.get()
    assert (row.proposed_at, row.proposed_by, row.offered_on) == (None, None, OFFERED)


def test_a_file_that_is_opened_again_is_offered_anew(file, lead):
    disposal.offer(case_file=file, offered_on=OFFERED, by=lead, now=NOW)

    files.reopen_file(case_file=file, version=1)

    assert Disposal.objects.count() == 0


def test_caseworkers_erase_nothing(file):
    with pytest.raises(NotAllowed):
        disposal.offer(case_file=file, offered_on=OFFERED, by=staff("caseworker"), now=NOW)
