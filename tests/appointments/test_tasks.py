"""The envelopes Celery runs: each does its work at the present moment, and a second time nothing."""

from datetime import timedelta

import pytest
import time_machine
from django_celery_beat.models import PeriodicTask

from appointments import holds, tasks
from appointments.models import Appointment, Hold, Place, Slot
from tests.factories.appointments import PlanLineFactory
from tests.factories.authority import AuthorityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    """Runs a task at a moment."""

    def run(task, moment):
        with time_machine.travel(moment, tick=False):
            return task()

    return run


def test_the_plan_opens_places_and_opening_again_changes_nothing(at, now):
    PlanLineFactory()
    made = at(tasks.open_places, now)
    assert made == Slot.objects.count() > 0
    assert (at(tasks.open_places, now), Slot.objects.count()) == (0, made)


def test_places_open_for_the_day_in_berlin_not_in_london(at, now):
    PlanLineFactory(weekday=0)
    at(tasks.open_places, "2027-03-15T23:30:00+00:00")
    assert Slot.objects.earliest("starts_at").starts_at.date().isoformat() == "2027-03-22"


def test_a_lapsed_place_comes_back_once_and_its_draft_goes_later(at, concern, slots_of, hold_at, start, now):
    slots_of(concern, start, [1])
    hold = hold_at(concern, start, now)
    released = [at(tasks.release_places, hold.expires_at) for _run in range(2)]
    assert (released, Slot.objects.get().booked, Place.objects.count()) == ([1, 0], 0, 0)
    assert Hold.objects.count() == 1
    later = hold.expires_at + timedelta(minutes=holds.KEEP_MINUTES)
    assert [at(tasks.release_places, later) for _run in range(2)] == [1, 0]
    assert Hold.objects.count() == 0


def test_what_is_booked_stays_when_its_hold_is_forgotten(at, concern, slots_of, book_at, start, now):
    slots_of(concern, start, [1])
    booked = book_at(concern, start, now)
    at(tasks.release_places, start)
    assert (Appointment.objects.get(), Place.objects.get().appointment_id) == (booked, booked.pk)
    assert (Slot.objects.get().booked, Hold.objects.count()) == (1, 0)


def test_personal_data_go_after_the_days_the_authority_has_set(at, concern, slots_of, book_at, start, now):
    AuthorityFactory(retention_days_appointments=30)
    slots_of(concern, start, [1])
    book_at(concern, start, now)
    days = ["2027-04-20", "2027-04-21", "2027-04-21"]
    assert [at(tasks.erase_expired, f"{day}T01:20:00+00:00") for day in days] == [0, 1, 0]
    assert Appointment.objects.get().full_name == ""


def test_past_appointments_are_closed_for_the_day_in_berlin(at, concern, slots_of, book_at, start, now):
    slots_of(concern, start, [1])
    book_at(concern, start, now)
    nights = ["2027-03-22T22:30:00+00:00", "2027-03-22T23:30:00+00:00", "2027-03-23T02:15:00+00:00"]
    assert [at(tasks.close_past, night) for night in nights] == [0, 1, 0]


def test_an_installation_without_an_authority_erases_nothing(at, now):
    assert at(tasks.erase_expired, now) == 0


def test_every_task_of_this_app_is_scheduled():
    scheduled = set(PeriodicTask.objects.filter(task__startswith="appointments.").values_list("task", flat=True))
    assert scheduled == {
        task.name for task in (tasks.open_places, tasks.release_places, tasks.close_past, tasks.erase_expired)
    }
