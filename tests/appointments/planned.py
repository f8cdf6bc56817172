"""A planned Monday with people who have booked, and the team lead's hands. Shared by the tests of capacity."""

from datetime import date, datetime, time, timedelta

from appointments import capacity, slots
from appointments.capacity import Opening, Span
from appointments.models import Slot
from appointments.services import Person
from auslaenderbehoerde.clock import berlin
from tests.factories.accounts import staff
from tests.factories.appointments import ConcernFactory, PlanLineFactory

MONDAY = date(2027, 4, 5)
EIGHT = berlin(MONDAY, time(8))
HALF_HOUR = Span(MONDAY, time(8), time(8, 30))
SEVEN = EIGHT - timedelta(hours=1)


def at(minute: int) -> datetime:
    """So many minutes after eight."""
    return EIGHT + timedelta(minutes=minute)


def planned_concern(*, everyone: int = 2, door: int = 0, minutes: int = 30, **fields):
    """A concern of ten minutes whose queue is served on Mondays from eight on."""
    concern = ConcernFactory(**fields)
    span = {"queue": concern.queue, "starts": time(8), "ends": (EIGHT + timedelta(minutes=minutes)).time()}
    PlanLineFactory(clerks=everyone, **span)
    if door:
        PlanLineFactory(clerks=door, channel="door", **span)
    follow_plan(concern)
    return concern


def follow_plan(concern) -> None:
    """What the nightly job does."""
    slots.open_queue(queue=concern.queue, first=MONDAY - timedelta(days=7), last=MONDAY + timedelta(days=21))


def somebody(number: int, **values) -> Person:
    """Different people, for each may have one open appointment only."""
    return Person(f"Person {'abcdefghijklmnopqrstuvwxyz'[number % 26] * (1 + number // 26)}", "", "1990", **values)


def lead():
    """The same team lead for every deed of a test."""
    from auslaenderbehoerde.accounts.models import User

    return User.objects.filter(username="team_lead").first() or staff("team_lead")


def limit(concern, clerks, *, span=HALF_HOUR, now=SEVEN, reason="illness"):
    """Only so many clerks are there."""
    (made,) = capacity.limit_clerks(queues=[concern.queue], span=span, clerks=clerks, reason=reason, by=lead(), now=now)
    return made


def give(concern, *, span=HALF_HOUR, clerks=1, channel="door", opening=None, now=SEVEN, attempt=None):
    """More places."""
    return capacity.release_places(
        queue=concern.queue,
        span=span,
        clerks=clerks,
        channel=channel,
        opening=opening or Opening("now", now),
        by=lead(),
        now=now,
        attempt=attempt,
    )


def grid(concern) -> list[tuple[int, str, int, int, int]]:
    """Monday's slots: minutes after eight, channel (`+` for released ones), offered, capacity, booked."""
    rows = Slot.objects.filter(queue=concern.queue).on_days(MONDAY, MONDAY)
    return sorted(
        (
            int((slot.starts_at - EIGHT).total_seconds() // 60),
            slot.channel + ("+" if slot.release_id else ""),
            slot.offered,
            slot.capacity,
            slot.booked,
        )
        for slot in rows
    )
