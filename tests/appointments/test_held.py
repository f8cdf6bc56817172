"""The link of a place that is being filled in: while it is held, once it is booked, and long after."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from appointments import holds, services, tickets
from appointments.models import Hold, Place

pytestmark = pytest.mark.django_db
HELD_PAGES = [("person", []), ("check", []), ("hold_month", []), ("hold_day", [date(2027, 3, 22)])]


@pytest.fixture(autouse=True)
def travelled(now):
    """The request's own clock shows the test's Monday."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def booked(concern, slots_of, book_at, start, now):
    """Maryam's appointment; its hold is not swept yet."""
    slots_of(concern, start, [2])
    return book_at(concern, start, now)


@pytest.mark.parametrize(("page", "more"), HELD_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_link_of_a_forgotten_hold_says_that_it_is_over_and_a_forged_one_is_unknown(
    client, concern, slots_of, hold_at, start, now, page, more, method
):
    slots_of(concern, start, [1])
    token = holds.token(hold_at(concern, start, now))
    Place.objects.all().delete()
    Hold.objects.all().delete()
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    over, unknown = (
        getattr(client, method)(reverse(f"appointments:{page}", args=[text, *more])) for text in (token, forged)
    )
    assert (over.status_code, unknown.status_code) == (410, 404)
    assert ("Diese Seite ist abgelaufen" in over.text, reverse("appointments:concerns") in over.text) == (True, True)


@pytest.mark.parametrize(("page", "more"), HELD_PAGES)
@pytest.mark.parametrize("swept", [False, True])
def test_the_link_of_a_hold_that_is_booked_leads_to_the_ticket(client, booked, page, more, swept):
    token = holds.token(Hold.objects.get())
    if swept:
        Hold.objects.all().delete()
    assert client.get(reverse(f"appointments:{page}", args=[token, *more]))["Location"] == tickets.path(booked)


def test_after_the_period_the_link_of_a_hold_is_over_too(client, booked, now):
    token = holds.token(Hold.objects.get())
    services.erase_expired(today=date(2027, 12, 1), retention_days=90, now=now)
    assert client.get(reverse("appointments:person", args=[token])).status_code == 410
