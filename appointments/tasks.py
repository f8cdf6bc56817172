"""Celery envelopes; each is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from appointments import desk, holds, proposals, services, slots
from auslaenderbehoerde.authority.selectors import current_authority
from auslaenderbehoerde.clock import local_day


@shared_task
def open_places() -> int:
    """Nightly: bring the places in line with the plan up to the horizon."""
    return slots.open_places(today=local_day(timezone.now()))


@shared_task
def release_places() -> int:
    """Every minute: sweep places whose time has run out, and forget old drafts."""
    now = timezone.now()
    proposals.lapse_unanswered(now=now)
    return slots.release_lapsed(now=now) + holds.forget_old(now=now)


@shared_task
def close_past() -> int:
    """Nightly: what is past keeps nobody from booking again, and nobody sits at a counter any more."""
    desk.free_counters(now=timezone.now())
    return services.close_past(today=local_day(timezone.now()))


@shared_task
def erase_expired() -> int:
    """Nightly: delete personal data after the office's period."""
    now, authority = timezone.now(), current_authority()
    if authority is None:
        return 0
    days = authority.retention_days_appointments
    return services.erase_expired(today=local_day(now), retention_days=days, now=now)
