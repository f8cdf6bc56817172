"""What of the whole portal stands on the staff's start page."""

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from auslaenderbehoerde.authority.models import Feedback
from auslaenderbehoerde.design.work import Card, start_card
from auslaenderbehoerde.portal.operations import state
from notifications.models import OutboxMessage


@start_card("authority.view_feedback")
def reported_barriers(request: HttpRequest, now: datetime) -> Card | None:
    """Each has a month."""
    number = Feedback.objects.filter(done_at=None).count()
    address = reverse("admin:authority_feedback_changelist", query={"stand": "offen"})
    return Card("Gemeldete Barrieren", number, "noch nicht beantwortet", address) if number else None


@start_card("notifications.view_outboxmessage")
def messages(request: HttpRequest, now: datetime) -> Card:
    """What did not get out."""
    failed = OutboxMessage.objects.failed().count()
    address = reverse("admin:notifications_outboxmessage_changelist", query={"state__exact": "failed"})
    return Card("Gescheiterte Nachrichten", failed, "brauchen einen Blick", address, urgent=failed > 0)


@start_card("django_celery_beat.view_periodictask")
def degraded_parts(request: HttpRequest, now: datetime) -> list[Card]:
    """What does not work behind the pages."""
    address = reverse("admin:operations")
    return [Card("Störung", None, sentence, address, urgent=True) for sentence in state(now).degraded.values()]
