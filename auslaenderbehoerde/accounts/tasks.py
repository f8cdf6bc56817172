"""Celery envelopes; each is safe to run twice."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def forget_sessions() -> None:
    """Nightly: delete sessions that have ended."""
    call_command("clearsessions")
