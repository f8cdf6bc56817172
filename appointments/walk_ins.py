"""Numbers without an appointment: which concerns give them today, and drawing one at the door."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from appointments import desk
from appointments.models import Attendance, Concern, PlanException
from auslaenderbehoerde import tokens
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.authority.rules import opening_hours_on
from auslaenderbehoerde.authority.selectors import closed_days
from auslaenderbehoerde.clock import BERLIN, berlin, local_day


@dataclass(frozen=True)
class WalkIn:
    """A concern that needs no appointment today; `starts_at` says from when there are numbers, if not yet."""

    concern: Concern
    starts_at: datetime | None


def walk_ins(office: Office, *, now: datetime) -> list[WalkIn]:
    """What one may come for today without an appointment; nothing on closed days and after hours. Four queries."""
    today = local_day(now)
    first, last = _hours(office, today)
    if closed_days(office, today, today) or (last and now >= last):
        return []
    found = Concern.objects.published().for_booking().filter(queue__office=office)
    chosen = found.filter(walk_in_weekdays__contains=[today.weekday()])
    closed = _closed_queues(office, now)
    starts_at = first if first and now < first else None
    return [WalkIn(concern, starts_at) for concern in chosen if concern.queue_id not in closed]


def draw_number(
    *, concern: Concern, persons: int, language: str, attempt: UUID, now: datetime, note: str = ""
) -> Attendance:
    """A number for somebody at the door. The same attempt again gives the same number.

    The visit's identifier is made of the attempt with our key, so a visitor can repeat a press of their own
    but cannot choose the visit of somebody else.
    """
    identifier = UUID(tokens.fingerprint("number attempt", str(attempt))[:32])
    drawn = Attendance.objects.filter(pk=identifier)
    if found := drawn.first():
        return found
    try:
        with transaction.atomic():
            return desk.give_number(
                concern=concern, persons=persons, language=language, note=note, now=now, identifier=identifier
            )
    except IntegrityError:
        if found := drawn.first():
            return found
        raise


def _hours(office: Office, today: date) -> tuple[datetime | None, datetime | None]:
    """From a little before the first opening until the last closing of the day; nothing where no hours are known."""
    lines = opening_hours_on(office.hours.all(), today)
    if not lines:
        return None, None
    early = timedelta(minutes=office.arrival_early_minutes)
    opens, closes = min(line.opens for line in lines), max(line.closes for line in lines)
    return berlin(today, opens) - early, berlin(today, closes)


def _closed_queues(office: Office, now: datetime) -> set[UUID]:
    """Queues nobody serves right now, because the lead has closed them."""
    clock = now.astimezone(BERLIN)
    closed = PlanException.objects.filter(queue__office=office, day=clock.date(), clerks=0)
    return set(closed.filter(starts__lte=clock.time(), ends__gt=clock.time()).values_list("queue_id", flat=True))
