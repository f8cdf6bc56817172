"""Celery envelopes; each is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from auslaenderbehoerde.authority import services


@shared_task
def forget_feedback() -> int:
    """Nightly: delete reported barriers that were answered long ago."""
    return services.forget_feedback(now=timezone.now())
