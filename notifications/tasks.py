"""Celery envelopes; each is safe to run twice."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from notifications import outbox


@shared_task
def deliver_message(identifier: str) -> None:
    """Right after the deed: send its message."""
    outbox.deliver(UUID(identifier), now=timezone.now())


@shared_task
def sweep_outbox() -> int:
    """Every minute: send what is due, whatever became of the kick."""
    return outbox.sweep(now=timezone.now())


@shared_task
def erase_sent() -> int:
    """Nightly: delete closed rows after 90 days."""
    return outbox.erase_over(now=timezone.now())
