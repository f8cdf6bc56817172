"""What the desk has booked or answered, taken back within a moment as if it had never been.

Nobody has been written to until then: the message waits a little longer than the moment, and is made of what is true
when it is sent.
"""

from datetime import datetime, timedelta

from django.db import transaction

from appointments import slots
from appointments.exceptions import AlreadyChanged, NothingToUndo
from appointments.models import Appointment, Attendance, Hold

UNDO_FOR = timedelta(minutes=2)
TELL_AFTER = UNDO_FOR + timedelta(seconds=15)  # an undo of the last second is over before the message is made


def check_moment(since: datetime, *, now: datetime) -> None:
    """Refuse what was done too long ago (NothingToUndo)."""
    if now - since > UNDO_FOR:
        raise NothingToUndo


@transaction.atomic
def unbook(*, appointment: Appointment) -> None:
    """No appointment, and its places free at once (AlreadyChanged if the person has gone on with it since).

    The hold goes too, so that a second press of the old page books anew and is told anew.
    """
    booked = Appointment.objects.select_for_update().filter(status=Appointment.Status.BOOKED)
    locked = booked.filter(pk=appointment.pk).first()
    if locked is None or _went_on(locked):
        raise AlreadyChanged
    slots.release_appointment(appointment=locked.pk)
    Appointment.objects.filter(pk=locked.pk).delete()
    Hold.objects.filter(pk=locked.pk).delete()


def _went_on(booked: Appointment) -> bool:
    """Whether it was moved, the person is here, or the office has offered another time."""
    unmoved = Hold.objects.filter(pk=booked.pk, starts_at=booked.starts_at)
    here = Attendance.objects.filter(appointment=booked)
    return not unmoved.exists() or here.exists() or booked.proposals.exists()
