"""Whose tasks, in which order, and which titles end soon."""

import uuid
from datetime import date, timedelta

import pytest

from eakte import ending, worklist
from eakte.worklist import Asked, Mark
from tests.eakte.matters import NOW, member
from tests.factories.accounts import staff
from tests.factories.authority import TeamFactory
from tests.factories.eakte import CaseFileFactory, ProceedingFactory, TaskFactory, TitleFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def case_file():
    return CaseFileFactory()


@pytest.fixture
def nina(case_file):
    return member(case_file, username="nina")


def texts(user, **asked):
    return [task.text for task in worklist.tasks_of(user, Asked(**asked), today=TODAY)]


def task(case_file, text, **values):
    return TaskFactory(case_file=case_file, text=text, **values)


def test_titles_that_end_soon_come_first_then_deadlines_then_age(case_file, nina):
    mine = {"assignee": nina}
    task(case_file, "jung", **mine)
    task(case_file, "alt", created_at=NOW - timedelta(days=90), **mine)
    task(case_file, "Titel in einem Jahr", lapses_on=date(2027, 11, 1), created_at=NOW - timedelta(days=60), **mine)
    task(case_file, "Frist morgen", due_on=date(2026, 11, 24), **mine)
    task(case_file, "Frist gestern", due_on=date(2026, 11, 22), lapses_on=date(2027, 11, 1), **mine)
    task(case_file, "Titel im Januar", lapses_on=date(2027, 1, 31), **mine)
    task(case_file, "Titel im Dezember", lapses_on=date(2026, 12, 1), due_on=date(2026, 12, 30), **mine)
    assert texts(nina) == [
        "Titel im Dezember", "Titel im Januar", "Frist gestern", "Frist morgen", "alt", "Titel in einem Jahr", "jung",
    ]  # fmt: skip


def test_the_inbox_holds_what_nobody_of_the_teams_has_taken(case_file, nina):
    task(case_file, "frei")
    task(case_file, "genommen", assignee=nina)
    task(case_file, "fertig", done_at=NOW)
    task(CaseFileFactory(), "anderes Team")
    TaskFactory(case_file=None, team=None, text="ohne Team")
    assert (texts(nina, tab="team"), texts(nina)) == (["frei"], ["genommen"])
    assert texts(staff("team_lead"), tab="team") == ["ohne Team"]


def test_one_stands_in_for_a_colleague_of_the_team_and_for_nobody_else(case_file, nina):
    omar = member(case_file, username="omar")
    stranger = member(CaseFileFactory(), username="stranger")
    task(case_file, "von Omar", assignee=omar)
    TaskFactory(text="von anderen", assignee=stranger, case_file=stranger.teams.get().case_files.get())
    seen = [texts(nina, tab="vertretung", colleague=user.pk) for user in (omar, stranger)]
    assert (seen, texts(nina, tab="vertretung")) == ([["von Omar"], []], [])
    assert [list(worklist.colleagues_of(user)) for user in (nina, staff("team_lead"))] == [
        [omar], [nina, omar, stranger],
    ]  # fmt: skip


def test_filters_and_their_numbers(case_file, nina):
    task(case_file, "a", assignee=nina, due_on=date(2026, 11, 22))
    task(case_file, "b", assignee=nina, kind="post", due_on=date(2026, 11, 22))
    task(case_file, "c", assignee=nina, kind="post", due_on=TODAY)
    kinds = worklist.kinds_of(nina, Asked(), today=TODAY)
    assert (kinds.total, kinds.late, kinds.each) == (3, 2, [("review", "Vorgang prüfen", 1), ("post", "neue Post", 2)])
    assert (texts(nina, kind="post"), texts(nina, kind="post", overdue=True)) == (["b", "c"], ["b"])
    assert worklist.numbers_of(nina, today=TODAY) == {"meine": 3, "late": 2, "team": 0}


def test_of_a_blocked_file_others_see_no_task_they_could_press(case_file, nina):
    reader = member(case_file, username="reader")
    case_file.blocked, case_file.blocked_contact = True, "Frau Weber"
    case_file.save()
    case_file.readers.add(reader)
    task(case_file, "geheim")
    TaskFactory(case_file=None, team=case_file.team, text="ohne Akte")
    reach = [set(worklist.tasks_within_reach(user).values_list("text", flat=True)) for user in (nina, reader)]
    assert reach == [{"ohne Akte"}, {"geheim", "ohne Akte"}]
    _page, rows = worklist.page_of(worklist.tasks_of(nina, Asked(tab="team"), today=TODAY), 1, today=TODAY)
    assert {row.task.text: row.hidden for row in rows} == {"geheim": True, "ohne Akte": False}


def test_an_address_that_says_nothing_readable_is_the_plain_list():
    wrong = {"liste": "alle", "kollege": "x", "art": "x", "frist": "x", "seite": "x"}
    assert (Asked.of(wrong), Asked.of({}).query) == (Asked(), {})


def test_an_address_can_be_read_and_written_again():
    asked = Asked("vertretung", uuid.uuid4(), "post", True, 3)
    assert Asked.of(asked.query) == asked
    assert asked.but(kind="").page == 1


@pytest.mark.parametrize(
    ("days", "words", "nearness"),
    [
        (-2, "vor 2 Tagen", "over"), (-1, "gestern", "over"), (0, "heute", "near"), (1, "morgen", "near"),
        (14, "in 14 Tagen", "near"), (15, "in 15 Tagen", "soon"),
    ],
)  # fmt: skip
def test_a_day_says_how_near_it_is(days, words, nearness):
    mark = Mark("Frist", TODAY + timedelta(days=days), TODAY)
    assert (mark.words, mark.nearness) == (words, nearness)


def test_a_row_says_what_it_is_about_and_that_a_title_goes_on(case_file, nina):
    proceeding = ProceedingFactory(case_file=case_file, effect="continues")
    mine = {"assignee": nina, "proceeding": proceeding}
    task(case_file, "Prüfen", lapses_on=date(2026, 11, 22), **mine)
    task(case_file, "Neuer Vorgang: Verlängerung", lapses_on=TODAY, **mine)
    task(case_file, "Anrufen", assignee=nina)
    _page, rows = worklist.page_of(worklist.tasks_of(nina, Asked(), today=TODAY), 1, today=TODAY)
    assert [row.about for row in rows] == ["Verlängerung · Titel gilt fort (§ 81 Abs. 4)", "", ""]


# --- titles that end ---


@pytest.fixture
def holder(case_file):
    """Somebody of the team with a title of so many days."""

    def make(days, **values):
        file = CaseFileFactory(team=case_file.team, department=case_file.department)
        return TitleFactory(person=file.person, valid_until=TODAY + timedelta(days=days), **values)

    return make


def test_the_numbers_count_titles_of_the_team_today_included(nina, holder):
    for days in (-1, 0, 14, 15, 30, 31, 90, 91):
        holder(days)
    holder(5, ended="replaced", ended_on=TODAY)
    TitleFactory(person=CaseFileFactory().person, valid_until=TODAY)
    assert ending.numbers(nina, today=TODAY) == [(14, 2), (30, 4), (90, 6)]


def test_a_title_with_a_longer_one_beside_it_ends_nothing(nina, holder):
    certificate = holder(5, kind="provisional")
    TitleFactory(person=certificate.person, valid_until=TODAY + timedelta(days=20))
    unlimited = holder(5)
    TitleFactory(person=unlimited.person, kind="settlement", valid_until=None)
    assert ending.numbers(nina, today=TODAY) == [(14, 0), (30, 1), (90, 1)]


def test_the_list_says_who_has_applied_already(nina, holder):
    first, second = holder(3), holder(2)
    ProceedingFactory(case_file=first.person.case_file)
    ProceedingFactory(case_file=second.person.case_file, kind="card")

    def listed(without):
        rows = ending.listed(nina, today=TODAY, days=14, without_application=without)
        return [(row, row.applied, row.hidden) for row in rows]

    assert listed(False) == [(second, False, False), (first, True, False)]
    assert listed(True) == [(second, False, False)]


def test_a_lead_without_a_team_looks_after_all_files(holder):
    holder(3)
    lead = staff("team_lead")
    found = [ending.numbers(lead, today=TODAY)[0]]
    TeamFactory(name="leer").members.add(lead)
    assert [*found, ending.numbers(lead, today=TODAY)[0]] == [(14, 1), (14, 0)]
