"""A day that closes offers nothing from this moment on."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from appointments import slots
from appointments.models import Slot
from auslaenderbehoerde.authority.models import ClosingDay
from tests.factories.accounts import staff
from tests.factories.appointments import PlanLineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> date:
    """A Wednesday in some weeks that is no holiday."""
    today = timezone.localdate()
    coming = [today + timedelta(days=number) for number in range(14, 40)]
    return next(found for found in coming if found.weekday() == 2 and (found.month, found.day) != (11, 1))


@pytest.fixture
def administration(client):
    client.force_login(staff("administrator"))
    return client


def offered(day: date) -> int:
    return sum(Slot.objects.filter(starts_at__date=day).values_list("offered", flat=True))


def test_places_follow_a_closing_day_at_once_and_come_back_with_it(administration, day):
    line = PlanLineFactory(weekday=2, starts=time(8), ends=time(9), clerks=1, effective_from=date(2020, 1, 1))
    slots.open_ahead(queue=line.queue, today=timezone.localdate())
    before = offered(day)
    values = {"day": day.isoformat(), "reason_de": "Ausflug"}
    administration.post("/verwaltung/authority/closingday/add/", values)
    closed = offered(day)
    found = ClosingDay.objects.get()
    administration.post(f"/verwaltung/authority/closingday/{found.pk}/delete/", {"post": "yes"})
    assert (before, closed, offered(day)) == (6, 0, 6)
