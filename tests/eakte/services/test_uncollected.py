"""Cards nobody comes for: a task and a reminder after four and after twelve weeks."""

from datetime import UTC, datetime, timedelta

import pytest

from eakte import pickup_checks
from eakte.events import CardNotCollected
from eakte.models import Task
from eakte.services import uncollected
from tests.factories.eakte import CardFactory, CaseFileFactory

ARRIVED = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def heard(monkeypatch):
    facts = []
    monkeypatch.setattr(uncollected, "publish", facts.append)
    return facts


@pytest.fixture
def card(db):
    return CardFactory(person=CaseFileFactory().person, state="arrived", arrived_at=ARRIVED)


def after(**time):
    return ARRIVED + timedelta(**time)


def test_four_and_twelve_weeks_each_remind_once(card, heard):
    nights = [after(days=27), after(weeks=4), after(weeks=5), after(weeks=12), after(weeks=40)]
    numbers = [uncollected.remind(now=night) for night in nights]
    card.refresh_from_db()
    assert (numbers, card.reminders, card.reminded_at) == ([0, 1, 0, 1, 0], 2, after(weeks=12))
    assert heard == [CardNotCollected(card.pk, 1, "tr"), CardNotCollected(card.pk, 2, "tr")]
    assert sorted(Task.objects.values_list("text", flat=True)) == [
        "Karte liegt seit 12 Wochen: die Person ist per E-Mail erinnert",
        "Karte liegt seit 4 Wochen: die Person ist per E-Mail erinnert",
    ]


def test_after_nights_that_were_missed_there_is_one_reminder(card, heard):
    uncollected.remind(now=after(weeks=13))
    assert heard == [CardNotCollected(card.pk, 2, "tr")]


def test_whoever_has_an_appointment_is_left_in_peace(card, heard, monkeypatch):
    monkeypatch.setattr(pickup_checks, "CHECKS", [set])
    assert (uncollected.remind(now=after(weeks=5)), heard) == (0, [])


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ({"channel": "letter"}, "Karte liegt seit 4 Wochen: Erinnerung drucken und absenden"),
        (
            {"channel": "letter", "safe_contact": True},
            "Karte liegt seit 4 Wochen: auf dem sicheren Weg erinnern, keinen Brief schicken",
        ),
    ],
)
def test_the_task_says_how_to_remind(card, heard, how, text):
    type(card.person).objects.update(**how)
    uncollected.remind(now=after(weeks=4))
    assert Task.objects.get().text == text


def test_the_number_of_queries_does_not_grow_with_cards_that_are_not_due(card, django_assert_max_num_queries):
    CardFactory.create_batch(3, state="arrived", arrived_at=ARRIVED, reminders=1)
    with django_assert_max_num_queries(1):
        uncollected.remind(now=after(weeks=3))
