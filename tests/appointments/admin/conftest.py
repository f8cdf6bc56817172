"""A clerk at nine in the morning, and how the desk's pages are reached."""

import pytest
import time_machine
from django.urls import reverse

from tests.appointments.day import NINE, counter
from tests.factories.accounts import staff


@pytest.fixture
def clock():
    """Nine in the morning of the day; tests move it on."""
    with time_machine.travel(NINE, tick=False) as travelled:
        yield travelled


@pytest.fixture
def clerk(client):
    """A clerk who is signed in."""
    user = staff("front_desk")
    client.force_login(user)
    return user


@pytest.fixture
def seat(concern, clerk):
    """The clerk's counter."""
    return counter(concern, clerk=clerk)


@pytest.fixture
def to(concern):
    """The address of one of the office's pages: `to("desk_visit", visit.pk)`."""

    def make(name, *arguments):
        return reverse(f"admin:{name}", args=[concern.queue.office.slug, *arguments])

    return make


@pytest.fixture
def step(client, to):
    """One press of a button: `step(visit, "fertig", concern=…)`; returns the board's text."""

    def press(visit, name, *, seen=None, **values):
        seen = (seen or visit.changed_at).isoformat()
        answer = client.post(to("desk_step", visit.pk, name), {"seen": seen, **values}, follow=True)
        return answer.content.decode()

    return press
