"""Tasks are made once, taken, handed over, finished and opened again."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eakte import tasks as envelopes
from eakte.exceptions import ChangedMeanwhile, NotAllowed, SomethingMissing, WrongState
from eakte.models import Task
from eakte.services import overdue, tasks
from tests.eakte.matters import NOW, file_with_title, matter, member, moved
from tests.factories.accounts import staff
from tests.factories.authority import TeamFactory
from tests.factories.eakte import ProceedingFactory, TaskFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def task():
    return TaskFactory()


@pytest.fixture
def nina(task):
    return member(task.case_file, username="nina", first_name="Nina", last_name="Lehmann")


@pytest.fixture
def omar(task):
    return member(task.case_file, username="omar")


# --- making ---


def test_the_same_key_makes_one_task_until_it_is_done(nina):
    case_file = file_with_title()
    make = lambda: tasks.create(kind="post", text="Neue Post", case_file=case_file, key="post:1", now=NOW)  # noqa: E731
    first, again = make(), make()
    tasks.finish(task=first, by=nina, now=NOW, version=1)
    assert (first == again, make() == first) == (True, False)


def test_a_task_goes_to_the_team_of_its_file_with_the_day_the_title_ends():
    case_file = file_with_title()
    made = tasks.create(kind="follow_up", text="Anrufen", case_file=case_file, now=NOW)
    assert (made.team, made.assignee, made.lapses_on) == (case_file.team, None, date(2026, 12, 31))


# --- whose it is ---


def test_who_takes_a_task_has_it_and_the_second_is_told(task, nina, omar):
    taken = tasks.take(task=task, by=nina, version=1)
    assert (taken.assignee, tasks.take(task=task, by=nina, version=1).version) == (nina, 2)
    with pytest.raises(WrongState, match="Nina Lehmann"):
        tasks.take(task=task, by=omar, version=1)


def test_a_task_goes_to_a_colleague_or_back_to_the_team(task, nina, omar):
    tasks.take(task=task, by=nina, version=1)
    tasks.hand_over(task=task, to=omar, by=nina, version=2)
    given = tasks.hand_over(task=task, to=TeamFactory(name="L bis Z"), by=omar, version=3)
    assert (given.team.name, given.assignee) == ("L bis Z", None)


def test_only_a_lead_moves_what_lies_with_somebody_else(task, nina, omar):
    tasks.take(task=task, by=nina, version=1)
    with pytest.raises(NotAllowed):
        tasks.hand_over(task=task, to=omar, by=omar, version=2)
    lead = staff("team_lead")
    assert tasks.hand_over(task=task, to=omar, by=lead, version=2).assignee == omar
    assert tasks.take(task=task, by=lead, version=3).assignee == lead


@pytest.mark.parametrize("values", [{"role": "front_desk"}, {"role": "caseworker", "is_active": False}])
def test_nothing_is_handed_to_somebody_who_cannot_do_it(task, nina, values):
    with pytest.raises(SomethingMissing, match="arbeitet nicht mit Akten"):
        tasks.hand_over(task=task, to=member(task.case_file, username="x", **values), by=nina, version=1)


def test_a_task_of_a_blocked_file_goes_to_its_readers_only(task, nina, omar):
    task.case_file.blocked, task.case_file.blocked_contact = True, "Frau Weber"
    task.case_file.save()
    task.case_file.readers.add(nina)
    with pytest.raises(SomethingMissing, match="gesperrt"):
        tasks.hand_over(task=task, to=omar, by=nina, version=1)
    assert tasks.hand_over(task=task, to=nina, by=omar, version=1).assignee == nina


# --- done ---


def test_somebody_who_stands_in_finishes_for_a_colleague(task, nina, omar):
    tasks.take(task=task, by=nina, version=1)
    done = tasks.finish(task=task, by=omar, now=NOW, version=2)
    assert (done.assignee, done.done_by, done.done_at) == (nina, omar, NOW)
    with pytest.raises(WrongState, match="schon erledigt"):
        tasks.finish(task=task, by=nina, now=NOW, version=2)


def test_a_task_changed_meanwhile_is_not_finished(task, nina):
    tasks.take(task=task, by=nina, version=1)
    with pytest.raises(ChangedMeanwhile):
        tasks.finish(task=task, by=nina, now=NOW, version=1)


def test_done_can_be_taken_back_for_ten_minutes_by_the_same_person(task, nina, omar):
    tasks.finish(task=task, by=nina, now=NOW, version=1)
    with pytest.raises(NotAllowed):
        tasks.reopen(task=task, by=omar, now=NOW)
    with pytest.raises(WrongState, match="zu lange her"):
        tasks.reopen(task=task, by=nina, now=NOW + timedelta(minutes=11))
    assert tasks.reopen(task=task, by=nina, now=NOW + timedelta(minutes=10)).done_at is None
    assert tasks.reopen(task=task, by=nina, now=NOW + timedelta(days=1)).done_at is None


def test_done_is_not_taken_back_when_the_same_matter_has_a_new_task(nina):
    done = TaskFactory(key="post:1", done_at=NOW, done_by=nina)
    TaskFactory(key="post:1")
    with pytest.raises(WrongState, match="neue Aufgabe"):
        tasks.reopen(task=done, by=nina, now=NOW)


# --- by night ---


def due(**values):
    """A deadline of a running matter."""
    return ProceedingFactory().deadlines.create(**{"kind": "papers", "due_on": date(2026, 11, 22)} | values)


def made():
    return sorted(Task.objects.filter(kind="deadline").values_list("text", "due_on"))


def test_a_deadline_that_is_over_becomes_one_task(monkeypatch):
    due()
    due(kind="reply", due_on=date(2026, 11, 23))
    assert [overdue.make_tasks(now=NOW), overdue.make_tasks(now=NOW)] == [1, 0]
    assert made() == [("Frist für Unterlagen ist am 22.11.2026 abgelaufen", date(2026, 11, 22))]


def test_a_task_that_was_finished_does_not_come_back(nina):
    due()
    overdue.make_tasks(now=NOW)
    tasks.finish(task=Task.objects.get(kind="deadline"), by=nina, now=NOW, version=1)
    assert overdue.make_tasks(now=NOW + timedelta(days=1)) == 0


def test_three_months_without_a_decision_are_told_two_weeks_before():
    due(kind="inactivity", due_on=date(2026, 12, 7))
    due(kind="inactivity", due_on=date(2026, 12, 8))
    overdue.make_tasks(now=NOW)
    assert made() == [("Drei Monate ohne Entscheidung am 07.12.2026 (§ 75 VwGO)", date(2026, 12, 7))]


def test_papers_that_are_expected_have_their_task_already():
    nina = staff("caseworker", username="nina")
    opened = moved(matter(), "ask_for_papers", nina, papers=["Pass"], until=date(2026, 12, 1))
    overdue.make_tasks(now=NOW + timedelta(days=30))
    assert [task.kind for task in Task.objects.open().filter(proceeding=opened)] == ["papers"]


def test_met_deadlines_and_matters_that_are_over_are_left_alone():
    due(met_at=NOW)
    ended = due().proceeding
    ended.state, ended.closed_at = "withdrawn", NOW
    ended.save()
    assert overdue.make_tasks(now=NOW) == 0


def test_many_deadlines_cost_as_many_queries_as_one():
    due()
    counts = []
    for more in (0, 3):
        Task.objects.all().delete()
        for _each in range(more):
            due()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            overdue.make_tasks(now=NOW)
        counts.append(len(queries))
    assert (counts[0], Task.objects.count()) == (counts[1], 4)


def test_every_kind_of_deadline_has_its_sentence():
    assert set(overdue.TEXT) == set(overdue.Kind)


def test_the_envelopes_do_it():
    due(due_on=date(2020, 1, 1))
    assert (envelopes.make_tasks_of_deadlines(), envelopes.replace_titles()) == (1, 0)
