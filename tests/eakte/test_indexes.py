"""The indexes hold: with a full office PostgreSQL reads no large table from beginning to end.

A county is loaded once, in a transaction that is rolled back. The tables are emptied in it first:
then what was written is gone with the rollback, and no other test walks over its remains.
"""

import pytest
from django.db import connection, transaction
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.local.demo.scale.load import fill
from auslaenderbehoerde.local.demo.scale.sizes import SIZES
from eakte import ending, papers, search, worklist
from eakte.models import CaseFile, Document, Proceeding, ResidenceCard, ResidenceTitle
from eakte.services import people
from tests.eakte.plans import plan_of
from tests.factories.authority import OfficeFactory

pytestmark = pytest.mark.django_db
SIZE = SIZES["kreis"]
LARGE = {
    *("eakte_person", "eakte_address", "eakte_passport", "eakte_casefile", "eakte_residencetitle"),
    *("eakte_proceeding", "eakte_task", "eakte_document", "eakte_documentversion", "eakte_residencecard"),
}


@pytest.fixture(scope="module")
def clerk(django_db_setup, django_db_blocker):
    """A caseworker of a full office."""
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE eakte_person CASCADE")
        fill(SIZE, office=OfficeFactory(), now=timezone.now())
        yield User.objects.get(username="team-0003")
        transaction.set_rollback(True)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def case_file(clerk):
    return CaseFile.objects.filter(team__members=clerk, blocked=False).select_related("person")[7]


def assert_uses(deed, *indexes: str) -> None:
    """It reads no large table whole, and looks into these indexes."""
    plan = plan_of(deed)
    assert (plan.read_whole & LARGE, set(indexes) - plan.indexes) == (set(), set())


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("Großenbacher", "person_by_name"),
        ("shevchenko oleksandr", "person_by_name"),
        ("yilmaz", "person_in_order"),
        ("ozturk", "person_by_name"),
        ("14.03.1990", "person_by_birth_date"),
        ("3.1990", "person_by_birth_date"),
        ("C0001234", "passport_by_number"),
        ("C0001234", "card_once_per_serial"),
    ],
)
def test_search_looks_into_the_index_meant_for_what_was_typed(clerk, today, text, index):
    assert_uses(lambda: search.find(text, user=clerk, today=today), index)


def test_a_reference_is_found_in_any_case(clerk, case_file, today):
    assert_uses(lambda: search.find(case_file.reference.lower(), user=clerk, today=today), "case_file_by_reference")


@pytest.mark.parametrize(("born", "index"), [("1990-03-14", "person_by_birth_date"), ("", "person_by_name")])
def test_likely_duplicates_are_found_by_index(case_file, born, index):
    names = {"family_name": case_file.person.family_name, "given_names": case_file.person.given_names}
    assert_uses(lambda: people.alike(**names, birth_date=born), index)


@pytest.mark.parametrize(("tab", "index"), [("meine", "task_open_by_assignee"), ("team", "task_open_by_team")])
def test_a_worklist_reads_open_tasks_of_the_person_or_of_the_team_only(clerk, today, tab, index):
    tasks = worklist.tasks_of(clerk, worklist.Asked(tab=tab), today=today)
    assert_uses(lambda: worklist.page_of(tasks, 1, today=today), index)


def test_the_numbers_of_a_worklist_are_counted_by_index(clerk, today):
    assert_uses(lambda: worklist.numbers_of(clerk, today=today), "task_open_by_assignee", "task_open_by_team")


def test_titles_that_lapse_are_found_by_their_end(clerk, today):
    assert_uses(lambda: list(ResidenceTitle.objects.ending(today, today)), "title_by_end")


def test_lapsing_titles_of_a_team_are_counted_by_index(clerk, today):
    assert_uses(lambda: ending.numbers(clerk, today=today), "case_file_by_team", "case_file_by_caseworker")


def test_documents_of_a_file_and_their_versions_are_found_by_index(clerk, case_file):
    assert_uses(lambda: papers.lines(Document.objects.filter(case_file=case_file).readable_by(clerk)[:15]))


@pytest.mark.parametrize(
    "rows",
    [
        lambda file: Proceeding.objects.filter(case_file=file),
        lambda file: ResidenceTitle.objects.filter(person=file.person),
        lambda file: ResidenceCard.objects.filter(person=file.person),
        lambda file: file.person.passports.all(),
        lambda file: file.person.addresses.all(),
        lambda file: file.tasks.open(),
        lambda file: file.notes.all(),
    ],
)
def test_the_page_of_a_file_reads_its_own_rows_only(case_file, rows):
    assert_uses(lambda: list(rows(case_file)))
