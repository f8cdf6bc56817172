"""What happens to a reported barrier."""

from datetime import datetime, timedelta

from django.db import transaction

from auslaenderbehoerde.authority.events import FeedbackReceived
from auslaenderbehoerde.authority.models import Feedback
from auslaenderbehoerde.events import publish

ANSWERED_WITHIN = timedelta(days=30)  # "within one month", the shortest reading (§ 12b Abs. 4 BGG)
KEPT_AFTER_ANSWER = timedelta(days=365)


@transaction.atomic
def receive_feedback(*, message: str, page: str, email: str, language: str, now: datetime) -> Feedback:
    """Record a reported barrier; it is answered within a month."""
    feedback = Feedback.objects.create(message=message, page=page, email=email, language=language, created_at=now)
    publish(FeedbackReceived(feedback=feedback.pk))
    return feedback


@transaction.atomic
def answer_feedback(*, feedback: Feedback, now: datetime) -> Feedback:
    """Record that somebody answered; the first answer counts."""
    locked = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if locked.done_at is None:
        locked.done_at = now
        locked.save(update_fields=["done_at"])
    return locked


def forget_feedback(*, now: datetime) -> int:
    """Delete what was answered more than a year ago; returns how many."""
    return Feedback.objects.answered_before(now - KEPT_AFTER_ANSWER).delete()[0]
