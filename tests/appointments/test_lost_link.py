"""Link and code are lost: the address on record gets the links, and whoever asks learns nothing."""

import pytest
import time_machine
from django.urls import reverse

from notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def booked(concern, slots_of, book_at, start, now):
    """Maryam's appointment, seen on the day it was booked."""
    slots_of(concern, start, [1])
    appointment = book_at(concern, start, now)
    with time_machine.travel(now, tick=False):
        yield appointment


BY_ADDRESS = {"birth_date_day": "31", "birth_date_month": "1", "birth_date_year": "1990", "email": "maryam@example.org"}


@pytest.mark.parametrize("wrong", [{}, {"email": "niemand@example.org"}, {"birth_date_year": "1991"}])
def test_an_address_sends_the_links_and_the_answer_is_the_same_for_everyone(client, booked, wrong):
    OutboxMessage.objects.all().delete()
    answer = client.post(reverse("appointments:find_by_address"), BY_ADDRESS | wrong)
    assert (answer.status_code, answer["Location"]) == (302, reverse("appointments:find_sent"))
    asked = OutboxMessage.objects.get()
    assert (asked.template, asked.identifiers["appointment"] == str(booked.pk)) == ("appointment_link", not wrong)


def test_who_has_no_code_is_led_to_the_address_and_gaps_are_named(client, db):
    address = reverse("appointments:find_by_address")
    assert address in client.get(reverse("appointments:find")).text
    page = client.post(address, {"email": "maryam@"})
    assert "So ist die E-Mail-Adresse nicht richtig." in page.text
    assert "Bitte geben Sie das Geburtsdatum an. Das Jahr genügt." in page.text
