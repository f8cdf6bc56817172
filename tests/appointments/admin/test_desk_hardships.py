"""The desk on bad days: Redis is gone in the middle of the forenoon, and the clock changes."""

import pytest
import time_machine
from django.test import override_settings

from appointments.models import Attendance
from auslaenderbehoerde.clock import berlin
from tests import counters
from tests.appointments.day import NINE, minutes, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_without_redis_a_whole_visit_goes_its_way(client, clerk, seat, to, step, concern):
    visit = waiting(concern)
    nowhere = {"CACHES": counters.out_of_reach(), "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}

    with override_settings(**nowhere):
        pages = [client.get(to(name)).status_code for name in ("desk_board", "desk_live")]
        client.post(to("desk_next"))
        called = Attendance.objects.get(pk=visit.pk)
        step(called, "fertig", concern=concern.pk)

    visit.refresh_from_db()
    assert (pages, called.status, called.counter, visit.status) == ([200, 200], "called", seat, "served")


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_on_the_days_of_the_clock_change_who_waits_is_called_in_the_order_of_the_wall_clock(
    client, clerk, seat, to, concern, day
):
    nine = berlin(NINE.date().fromisoformat(day), NINE.time())
    late, early = (waiting(concern, at=nine + minutes(offset), now=nine) for offset in (30, 0))

    with time_machine.travel(nine + minutes(31), tick=False):
        client.force_login(clerk)  # a screen of last week is locked
        board = client.get(to("desk_board")).content.decode()
        client.post(to("desk_next"))

    called = Attendance.objects.get(status="called")
    assert (called, late.status, called.called_at) == (early, "waiting", nine + minutes(31))
    assert ("9:00" in board, "9:30" in board) == (True, True)


def test_after_midnight_yesterdays_people_are_called_by_nobody(client, clerk, seat, to, concern):
    visit = waiting(concern)

    with time_machine.travel(NINE.replace(hour=0) + minutes(24 * 60 + 1), tick=False):
        client.force_login(clerk)
        answer = client.post(to("desk_next"))

    visit.refresh_from_db()
    assert (answer.status_code, visit.status) == (302, "waiting")
