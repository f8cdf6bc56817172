"""Which files are on the list, and what holds them back."""

from datetime import UTC, date, datetime

import pytest

from eakte import due_files
from eakte.models import CaseFile, RetentionPeriod
from eakte.services import files
from tests.factories.accounts import staff
from tests.factories.appointments import AppointmentFactory
from tests.factories.eakte import CardFactory, CaseFileFactory, ProceedingFactory, TaskFactory, TitleFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def lead(db):
    return staff("team_lead", username="lead")


def closed(reason: str, day: date, **values):
    return CaseFileFactory(close_reason=reason, counts_from=day, closed_at=NOW, **values)


def due() -> set:
    return set(due_files.due(today=TODAY))


@pytest.mark.parametrize(
    ("reason", "last_over"),
    [
        ("moved", date(2016, 11, 23)),
        ("left", date(2016, 11, 23)),
        ("german", date(2016, 11, 23)),
        ("died", date(2021, 11, 23)),
        ("expelled", date(2016, 11, 23)),
        ("other", date(2016, 11, 23)),
    ],
)
def test_a_file_is_on_the_list_from_the_day_after_its_last(reason, last_over):
    over = closed(reason, last_over)
    closed(reason, date(last_over.year, 11, 24))

    assert due() == {over}


def test_what_is_open_merged_or_closed_without_a_reason_is_never_on_it():
    CaseFileFactory()
    CaseFileFactory(closed_at=datetime(2000, 1, 1, tzinfo=UTC))
    closed("merged", date(2000, 1, 1))

    assert due() == set()


def test_an_office_has_its_own_years_where_no_law_says_them():
    short, long, usual = (closed("other", date(2018, 1, 1)) for _each in range(3))
    law = closed("left", date(2018, 1, 1), department=short.department, team=short.team)
    RetentionPeriod.objects.create(office=short.department.office, years=8)
    RetentionPeriod.objects.create(office=long.department.office, years=30)

    assert due() == {short}
    untils = [due_files.until_of(file) for file in (short, long, usual, law)]
    assert untils == [date(2026, 1, 1), date(2048, 1, 1), date(2028, 1, 1), date(2028, 1, 1)]


def test_each_thing_that_holds_a_file_back_is_named(lead):
    held = closed("left", date(2010, 1, 1), reference="33-2010-00001")
    closed("left", date(2010, 1, 2), reference="33-2010-00002")
    for _each in range(2):
        TaskFactory(case_file=held)
    ProceedingFactory(case_file=held)
    CardFactory(person=held.person, state="arrived", arrived_at=NOW)
    TitleFactory(person=held.person, valid_until=None)
    AppointmentFactory(case_file=held)

    rows = due_files.lines(list(due_files.listed(lead, today=TODAY)), NOW)

    assert [sorted(row.holds) for row in rows] == [
        [
            "ein Termin steht noch an",
            "ein Titel ist noch gültig",
            "ein Vorgang ist offen",
            "eine Aufgabe ist offen",
            "eine Karte ist nicht ausgegeben",
        ],
        [],
    ]


def test_what_is_over_holds_nothing_back(lead):
    file = closed("left", date(2010, 1, 1))
    TaskFactory(case_file=file, done_at=NOW)
    TitleFactory(person=file.person, valid_until=date(2026, 11, 23))
    CardFactory(person=file.person, state="void")
    AppointmentFactory(case_file=file, starts_at=datetime(2020, 1, 1, 9, tzinfo=UTC))

    assert [row.holds for row in due_files.lines(list(due_files.listed(lead, today=TODAY)), NOW)] == [[]]


def test_the_list_costs_the_same_for_one_and_for_three(lead, django_assert_num_queries):
    def read():
        rows = due_files.lines(list(due_files.listed(lead, today=TODAY)), NOW)
        return [(row.case_file.person.listed_name, row.disposal, row.kept_until) for row in rows]

    closed("left", date(2010, 1, 1))
    read()
    with django_assert_num_queries(8):
        read()
    for day in (2, 3):
        closed("died", date(2010, 1, day))
    with django_assert_num_queries(8):
        assert len(read()) == 3


def test_a_blocked_file_is_on_the_list_without_its_person(lead):
    file = closed("left", date(2010, 1, 1))
    other = staff("team_lead", username="other")
    files.block(case_file=file, contact="Frau Adler", readers=[other], version=1)

    hidden = [[row.hidden for row in due_files.listed(user, today=TODAY)] for user in (lead, other)]

    assert hidden == [[True], [False]]


def test_a_file_keeps_its_reason_until_it_is_opened_again(db):
    file = CaseFileFactory()

    files.close_file(case_file=file, reason="died", counts_from=date(2026, 11, 1), now=NOW, version=1)
    shut = CaseFile.objects.get(pk=file.pk)
    files.reopen_file(case_file=file, version=2)

    opened = CaseFile.objects.get(pk=file.pk)
    assert (shut.close_reason, due_files.until_of(shut)) == ("died", date(2031, 11, 1))
    assert (opened.close_reason, opened.counts_from, due_files.until_of(opened)) == ("", None, None)
