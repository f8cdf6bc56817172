"""What the desk has booked or answered, taken back within a moment as if it had never been.

Nobody has been written to until then: the message waits a little longer than the moment, and is made of what is true
when it is sent.
"""

from datetime import datetime, timedelta

from django.db import transaction

from appointments import services, slots
from appointments.exceptions import AlreadyChanged, NothingToUndo
from appointments.models import Appointment, Attendance, Hold, Pickup
from appointments.services import Person

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


def known_person(attendance: Attendance) -> Person | None:
    """Who is here, as the appointment or the urgent request says; None for a number without a name."""
    booked = attendance.appointment
    if booked is not None and booked.erased_at is None:
        return Person(booked.family_name, booked.given_names, booked.birth_date, email=booked.email, needs=booked.needs)
    asked = getattr(attendance, "urgent_request", None)
    if asked is not None and asked.erased_at is None:
        return Person(asked.family_name, asked.given_names, asked.birth_date)
    return None


def open_again(visit: Attendance) -> None:
    """Today's appointment keeps its person, or its card, from a second one again, if nothing else does so by now."""
    booked, person = visit.appointment, known_person(visit)
    if booked is None or person is None:
        return
    if booked.concern.needs_card:
        _take_cards_again(booked)
        return
    key = services.open_key(booked.concern, person)
    if not Appointment.objects.filter(open_key=key).exists():
        Appointment.objects.filter(pk=booked.pk, status=Appointment.Status.BOOKED).update(open_key=key)


def _take_cards_again(booked: Appointment) -> None:
    """The cards that nobody else has booked since, and that still lie here."""
    pickups = Pickup.objects.filter(appointment=booked, active=False, card__state="arrived")
    taken = Pickup.objects.filter(active=True).values("card")
    pickups.exclude(card__in=taken).update(active=True)
