"""Reporting a barrier."""

import pytest

from auslaenderbehoerde.authority.models import Feedback

pytestmark = pytest.mark.django_db
PAGE = "/de/barrierefreiheit/"


def test_a_report_is_stored_thanked_for_and_not_sent_twice_by_reloading(client):
    answer = client.post(PAGE, {"message": "Zu kleine Schrift", "page": "Start", "email": "a@example.org"})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert "Ihre Meldung ist bei uns." in client.get(PAGE).content.decode()
    assert list(Feedback.objects.values_list("message", "page", "email", "language")) == [
        ("Zu kleine Schrift", "Start", "a@example.org", "de")
    ]


def test_an_address_is_not_needed_and_the_language_is_remembered(client):
    client.post("/tr/barrierefreiheit/", {"message": "Okunmuyor"})
    assert list(Feedback.objects.values_list("email", "language")) == [("", "tr")]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"message": "", "page": "Seite mit dem Kalender"}, "Bitte beschreiben Sie das Problem."),
        ({"message": "Zu klein", "page": "Seite mit dem Kalender", "email": "keine"}, "Meldung senden"),
    ],
)
def test_a_mistake_is_said_beside_the_field_and_nothing_typed_is_lost(client, typed, sentence):
    text = client.post(PAGE, typed).content.decode()
    assert [part in text for part in (sentence, "Seite mit dem Kalender", "kern-error")] == [True] * 3
    assert Feedback.objects.count() == 0
