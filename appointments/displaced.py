"""Booked people nobody will be there for: whom the team lead has to ask, and what has become of it.

Whatever took the places away (an exception, another plan, a closing day), the slots know it: more is booked
than offered. Where only some places are lost, who booked last is asked: who was first keeps the time. Whoever was
asked and has not answered stays on the list after the lost time, until the proposed one has begun.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from appointments import availability, rules, services
from appointments.models import Appointment, Attendance, Channel, Place, PlanException, Proposal, Slot
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.authority.selectors import closed_days
from auslaenderbehoerde.clock import berlin, local_day

LOOKED_AFTER = [Attendance.Status.CALLED, Attendance.Status.SERVED]


@dataclass(frozen=True)
class Displaced:
    """One of them: the start times that are lost, why, and what was proposed for the time they have now."""

    appointment: Appointment
    lost: list[datetime] = field(default_factory=list)
    reason: str = PlanException.Reason.OTHER.value
    proposal: Proposal | None = None
    over: bool = False  # the lost time has begun, the answer is still out

    @property
    def waits_for_answer(self) -> bool:
        """Whether a proposal is out that the person has not answered yet."""
        return self.proposal is not None and self.proposal.state == Proposal.State.OPEN

    @property
    def lapsed(self) -> bool:
        """Whether a proposal ran out without an answer."""
        return self.proposal is not None and self.proposal.state == Proposal.State.LAPSED


def of_office(office: Office, *, first: date, last: date, now: datetime) -> list[Displaced]:
    """Those of an office on these days, deadlines first, then by time; constant queries.

    Unanswered ones whose lost time is over are today's.
    """
    found = find(Slot.objects.filter(queue__office=office).on_days(first, last), now=now)
    if first <= local_day(now) <= last:
        found += _overdue(Q(office=office), now)
    return sorted(found, key=lambda row: _order(row.appointment))


def find(slots: QuerySet[Slot], *, now: datetime) -> list[Displaced]:
    """Those of some slots that are still to come, deadlines first, then by time; constant queries."""
    lost = _lost_places(slots, now)
    if not lost:
        return []
    rows = Appointment.objects.booked().for_ticket().filter(pk__in=lost)
    appointments = list(rows.exclude(attendance__status__in=LOOKED_AFTER))
    exceptions = _exceptions(appointments)
    proposals = _proposals(appointments)
    found = [
        _displaced(appointment, sorted(lost[appointment.pk]), exceptions, proposals.get(appointment.pk))
        for appointment in appointments
    ]
    asked = [row for row in found if row is not None]
    return sorted(asked, key=lambda row: _order(row.appointment))


def would_lose(offered: Mapping[int, int], *, now: datetime) -> list[Appointment]:
    """Whose places would be lost if these slots offered only so many; deadlines first, then by time. Two queries."""
    lost = _too_many(Place.objects.filter(slot__in=list(offered), slot__starts_at__gt=now), offered)
    rows = Appointment.objects.booked().for_ticket().filter(pk__in=lost)
    return sorted(rows.exclude(attendance__status__in=LOOKED_AFTER), key=_order)


def count(*, first: date, last: date, now: datetime) -> tuple[int, int]:
    """How many in all offices wait for a decision of the lead, and how many answers are out; from today on."""
    found = find(Slot.objects.on_days(first, last), now=now) + _overdue(Q(), now)
    unanswered = sum(row.waits_for_answer for row in found)
    return len(found) - unanswered, unanswered


def next_times(appointments: Iterable[Appointment], *, office: Office, now: datetime) -> dict[object, datetime]:
    """The first free time after the day of each appointment, by its identifier; constant queries."""
    wanted = list(appointments)
    if not wanted:
        return {}
    first = min(appointment.day for appointment in wanted) + timedelta(days=1)
    last = rules.horizon(local_day(now))
    queues = {appointment.concern.queue_id for appointment in wanted}
    rows = availability.load(queues, channel=Channel.EVERYONE, first=first, last=last, now=now)
    closed = closed_days(office, first, last)

    def first_free(appointment: Appointment) -> datetime | None:
        visit = services.wanted_visit(appointment)
        for offset in range((last - appointment.day).days):
            day = appointment.day + timedelta(days=offset + 1)
            of_day = rows.get((appointment.concern.queue_id, day), [])
            times = availability.offer(visit, day, of_day, closed.get(day), now).times
            if times:
                return times[0]
        return None

    return {row.pk: start for row in wanted if (start := first_free(row)) is not None}


def _order(appointment: Appointment) -> tuple[bool, datetime, int, str]:
    """Deadlines first, then the time, then the number as people count."""
    number = appointment.number
    return not appointment.concern.has_deadline, appointment.starts_at, len(number), number


def _lost_places(slots: QuerySet[Slot], now: datetime) -> dict[object, list[datetime]]:
    """The start times each appointment loses."""
    crowded = slots.filter(starts_at__gt=now, booked__gt=F("offered"))
    return _too_many(Place.objects.filter(slot__in=crowded.values("pk")), {})


def _too_many(places: QuerySet[Place], offered: Mapping[int, int]) -> dict[object, list[datetime]]:
    """Of every slot those booked last, as many as are more than it offers, or would offer (`offered`)."""
    rows = places.filter(appointment__isnull=False).select_related("slot")
    by_slot: dict[int, list[Place]] = defaultdict(list)
    for place in rows.order_by("-appointment__booked_at", "-appointment_id"):
        by_slot[place.slot_id].append(place)
    lost: dict[object, list[datetime]] = defaultdict(list)
    for pk, taken in by_slot.items():
        for place in taken[: max(0, len(taken) - offered.get(pk, taken[0].slot.offered))]:
            lost[place.appointment_id].append(place.slot.starts_at)
    return lost


def _overdue(whose: Q, now: datetime) -> list[Displaced]:
    """Whose lost time has begun, and who has not answered the proposal for a time that is still to come."""
    unanswered = Proposal.objects.filter(starts_at__gt=now, state__in=[Proposal.State.OPEN, Proposal.State.LAPSED])
    rows = Appointment.objects.booked().filter(whose, starts_at__lte=now, pk__in=unanswered.values("appointment"))
    asked = list(rows.for_ticket().exclude(attendance__status__in=LOOKED_AFTER))
    latest = _proposals(asked) if asked else {}
    found = [(row, proposal) for row in asked if (proposal := latest.get(row.pk))]
    return [
        Displaced(row, [row.starts_at], proposal.reason, proposal, over=True)
        for row, proposal in found
        if proposal.starts_at > now and proposal.state != Proposal.State.KEPT
    ]


def _exceptions(appointments: list[Appointment]) -> list[PlanException]:
    queues = {appointment.concern.queue_id for appointment in appointments}
    days = {appointment.day for appointment in appointments}
    return list(PlanException.objects.filter(queue__in=queues, day__in=days).order_by("created_at"))


def _proposals(appointments: list[Appointment]) -> dict[object, Proposal]:
    """The last one of each; one that was answered with a new time says nothing about the time they have now."""
    rows = Proposal.objects.filter(appointment__in=appointments).order_by("created_at")
    answered = {Proposal.State.ACCEPTED, Proposal.State.OTHER}
    latest: dict[object, Proposal] = {row.appointment_id: row for row in rows}
    return {key: row for key, row in latest.items() if row.state not in answered}


def _displaced(
    appointment: Appointment, lost: list[datetime], exceptions: list[PlanException], last: Proposal | None
) -> Displaced | None:
    """The row, or None for somebody the lead has decided to serve after the last exception was made."""
    causes = [row for row in exceptions if row.queue_id == appointment.concern.queue_id and _covers(row, lost)]
    since = causes[-1].created_at if causes else None
    if last is not None and last.state == Proposal.State.KEPT:
        if last.starts_at == appointment.starts_at and (since is None or last.created_at >= since):
            return None
        last = None
    return Displaced(appointment, lost, causes[-1].reason if causes else Displaced.reason, last)


def _covers(exception: PlanException, lost: list[datetime]) -> bool:
    first, last = (berlin(exception.day, at) for at in (exception.starts, exception.ends))
    return any(first <= start < last for start in lost)


def days_ahead(now: datetime) -> tuple[date, date]:
    """From today to the last day somebody can have booked."""
    today = local_day(now)
    return today, rules.horizon(today)
