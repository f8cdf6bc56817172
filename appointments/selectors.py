"""Reads that combine models for one page."""

from dataclasses import dataclass
from datetime import datetime

from appointments.availability import DayOffer, Visit, load, offer
from appointments.models import Channel, Concern
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.authority.selectors import closed_days
from auslaenderbehoerde.clock import local_day


@dataclass(frozen=True)
class DoorOffer:
    """One concern at the door: today's times, or why there are none. Cards are asked for on their own page."""

    concern: Concern
    today: DayOffer


def door_offers(office: Office, *, now: datetime) -> list[DoorOffer]:
    """All concerns that an office's door shows, in the office's order; constant queries."""
    concerns = list(Concern.objects.offered(Channel.DOOR).for_booking().filter(queue__office=office))
    today = local_day(now)
    queues = {concern.queue_id for concern in concerns}
    rows = load(queues, channel=Channel.DOOR, first=today, last=today, now=now)
    closed = closed_days(office, today, today).get(today)
    return [
        DoorOffer(concern, offer(Visit(concern, 1, Channel.DOOR), today, rows[concern.queue_id, today], closed, now))
        for concern in concerns
    ]
