"""One more appointment for somebody who is here: same person, a concern and a free time."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from appointments import holds, services, undoing
from appointments.availability import DayOffer, Visit, next_days
from appointments.models import Appointment, Attendance, Channel, Concern
from appointments.services import Person
from auslaenderbehoerde.clock import local_day

DAYS, TIMES = 4, 12
OPEN = (Attendance.Status.WAITING, Attendance.Status.CALLED)


def next_times(concern: Concern, *, persons: int, now: datetime) -> list[DayOffer]:
    """The next days with a free time from tomorrow on, and the first times of each."""
    visit = Visit(concern, min(persons, concern.max_persons), Channel.EVERYONE)
    found = next_days(visit, now=now, after=local_day(now), count=DAYS)
    return [DayOffer(offer.day, offer.times[:TIMES]) for offer in found]


@transaction.atomic
def book_follow_up(
    *, attendance: Attendance, person: Person, concern: Concern, start: datetime, attempt: UUID, now: datetime
) -> Appointment:
    """Book it (TimeTaken, AlreadyBooked). Today's visit no longer stands in the way; a second press books once."""
    if attendance.appointment_id:
        Appointment.objects.filter(pk=attendance.appointment_id).update(open_key=None)
    visit = Visit(concern, min(attendance.persons, concern.max_persons), Channel.EVERYONE)
    hold = holds.hold_place(visit=visit, start=start, attempt=attempt, now=now)
    return services.book_appointment(
        hold=hold,
        person=person,
        language=attendance.language or "de",
        now=now,
        tell_after=now + undoing.TELL_AFTER,
    )


@transaction.atomic
def take_back(*, appointment: Appointment, attendance: Attendance | None, now: datetime) -> None:
    """Undo it within the desk's moment (NothingToUndo, AlreadyChanged): its time is free, today's visit counts."""
    undoing.check_moment(appointment.booked_at, now=now)
    visit = attendance and Attendance.objects.select_for_update().filter(pk=attendance.pk).first()
    undoing.unbook(appointment=appointment)
    if visit is not None and visit.status in OPEN and visit.appointment_id:
        undoing.open_again(visit)
