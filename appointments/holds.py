"""Ten minutes to fill in the form: a place is held, kept, changed for another, or let go."""

from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from appointments import rules, slots
from appointments.availability import Visit
from appointments.exceptions import TimeTaken
from appointments.models import Appointment, Channel, Hold, Place, Slot
from appointments.querysets import TIMES_FIELDS
from auslaenderbehoerde import tokens
from auslaenderbehoerde.clock import local_day

PURPOSE = "hold"
FIRST_VERSION = 1  # a hold lives two hours, and nobody has ever needed to void its link
SHOWN = [*(field.name for field in Hold._meta.concrete_fields), *(f"concern__{name}" for name in TIMES_FIELDS)]
KEEP_MINUTES = 120  # a lapsed hold keeps its draft so long, so that nothing typed is lost


def hold_place(*, visit: Visit, start: datetime, attempt: UUID, now: datetime) -> Hold:
    """Hold the places of a visit at this time, counted as booked for ten minutes (TimeTaken if gone).

    The same attempt again gives the same hold; with another time it moves the hold there.
    """
    if hold := Hold.objects.filter(attempt=attempt).first():
        return _again(hold, visit=visit, start=start, now=now)
    try:
        with transaction.atomic():
            hold = Hold.objects.create(
                attempt=attempt,
                concern=visit.concern,
                channel=visit.channel,
                persons=visit.persons,
                starts_at=start,
                expires_at=_until(now),
            )
            _claim(hold, visit=visit, now=now)
    except IntegrityError:  # the other press of a double click was quicker
        return _again(Hold.objects.get(attempt=attempt), visit=visit, start=start, now=now)
    return hold


def change_time(*, hold: Hold, start: datetime, now: datetime) -> Hold:
    """Give the hold another time, with ten new minutes and everything typed kept (TimeTaken if gone).

    A hold that has become an appointment stays as it is: giving places back waits for a
    confirmation under way, so the look afterwards sees it.
    """
    with transaction.atomic():
        hold = Hold.objects.select_for_update(of=("self",)).select_related("concern__queue").get(pk=hold.pk)
        slots.lock_in_order(hold=hold.pk, queue=hold.concern.queue_id, starts=_starts(hold, start))
        slots.release_hold(hold=hold.pk)
        if Appointment.objects.filter(pk=hold.pk).exists():
            return hold
        hold.starts_at, hold.expires_at = start, _until(now)
        hold.save(update_fields=["starts_at", "expires_at"])
        _claim(hold, visit=visit_of(hold), now=now)
    return hold


def _starts(hold: Hold, start: datetime) -> list[datetime]:
    return visit_of(hold).starts_from(start)


def save_draft(*, hold: Hold, draft: dict[str, Any]) -> None:
    """Keep what was typed, so that a lapsed hold loses nothing."""
    hold.draft = draft
    hold.save(update_fields=["draft"])


def is_kept(hold: Hold, *, now: datetime) -> bool:
    """Whether all places of the hold are still its own."""
    return hold.expires_at > now and places_of(hold).count() == visit_of(hold).steps


def places_of(hold: Hold) -> QuerySet[Place]:
    """What is held where the concern is served now: a place in the line it has left is of no use to anybody."""
    there = Slot.objects.filter(queue__concerns=hold.concern_id)
    return Place.objects.filter(hold=hold, slot__in=there)


def visit_of(hold: Hold) -> Visit:
    """What the hold is for."""
    return Visit(hold.concern, hold.persons, hold.channel)


def token(hold: Hold) -> str:
    """The address part that opens this hold."""
    return tokens.make(PURPOSE, hold.pk, hold.link_version)


def find(text: str) -> Hold | None:
    """The hold of a token, with concern, queue and office; its `booked` says whether it is an appointment by now."""
    rows = Hold.objects.select_related("concern__queue__office").only(*SHOWN)
    return tokens.find(PURPOSE, text, rows.annotate(booked=Exists(Appointment.objects.filter(pk=OuterRef("pk")))))


def was_ours(text: str) -> bool:
    """Whether a token was made by us for a hold that has been forgotten since; a forged one was not."""
    identifier = tokens.identify(text)
    return identifier is not None and compare_digest(tokens.make(PURPOSE, identifier, FIRST_VERSION), text)


def forget_old(*, now: datetime) -> int:
    """Delete holds, and the drafts in them, two hours after their time ran out."""
    old = Hold.objects.filter(expires_at__lte=now - timedelta(minutes=KEEP_MINUTES), places__isnull=True)
    return old.delete()[0]


def _again(hold: Hold, *, visit: Visit, start: datetime, now: datetime) -> Hold:
    if (hold.starts_at, hold.persons, hold.concern_id) == (start, visit.persons, visit.concern.pk):
        hold.concern = visit.concern
        if is_kept(hold, now=now):
            return hold
    with transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(concern=visit.concern, persons=visit.persons, channel=visit.channel)
        return change_time(hold=hold, start=start, now=now)


def _claim(hold: Hold, *, visit: Visit, now: datetime) -> None:
    """All places of the visit. At the door only those of today are given away, whatever the form said."""
    if visit.channel == Channel.DOOR and local_day(hold.starts_at) != local_day(now):
        raise TimeTaken
    slots.claim(
        queue=visit.concern.queue_id,
        starts=visit.starts_from(hold.starts_at),
        channel=visit.channel,
        now=now,
        hold=hold.pk,
        expires_at=hold.expires_at,
    )


def _until(now: datetime) -> datetime:
    return now + timedelta(minutes=rules.HOLD_MINUTES)
