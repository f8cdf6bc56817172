"""What happens to a reported barrier."""

from datetime import UTC, datetime, timedelta

import pytest

from auslaenderbehoerde import events
from auslaenderbehoerde.authority.events import FeedbackReceived
from auslaenderbehoerde.authority.models import Feedback
from auslaenderbehoerde.authority.services import answer_feedback, forget_feedback, receive_feedback
from tests.factories.authority import FeedbackFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_a_report_is_kept_and_told(monkeypatch):
    heard = []
    monkeypatch.setitem(events._receivers, FeedbackReceived, [heard.append])
    feedback = receive_feedback(message="Zu klein", page="Start", email="", language="tr", now=NOW)
    assert list(Feedback.objects.values_list("message", "page", "email", "language", "created_at", "done_at")) == [
        ("Zu klein", "Start", "", "tr", NOW, None)
    ]
    assert heard == [FeedbackReceived(feedback=feedback.pk)]


def test_the_first_answer_counts():
    feedback = FeedbackFactory(created_at=NOW)
    answer_feedback(feedback=feedback, now=NOW + timedelta(days=3))
    answered = answer_feedback(feedback=feedback, now=NOW + timedelta(days=9))
    assert answered.done_at == NOW + timedelta(days=3)
    assert list(Feedback.objects.open()) == []


def test_answered_reports_are_forgotten_after_a_year_and_open_ones_never():
    FeedbackFactory(created_at=NOW - timedelta(days=500), done_at=NOW - timedelta(days=366))
    recent = FeedbackFactory(created_at=NOW - timedelta(days=500), done_at=NOW - timedelta(days=364))
    waiting = FeedbackFactory(created_at=NOW - timedelta(days=400))
    assert forget_feedback(now=NOW) == 1
    assert list(Feedback.objects.all()) == [recent, waiting]
