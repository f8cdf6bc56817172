"""The desk's answer to an urgent request from the door: a number, one of today's places, or a reason.

Each can be taken back within the desk's moment; the message about it waits so long.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from appointments import desk, holds, services, undoing
from appointments.availability import Visit, offer_of_day
from appointments.events import UrgentRequestAnswered
from appointments.exceptions import AlreadyChanged
from appointments.models import Appointment, Attendance, Channel, Concern, UrgentRequest
from auslaenderbehoerde import events
from auslaenderbehoerde.clock import local_day
from auslaenderbehoerde.design.templatetags.kern import clock

State = UrgentRequest.State


def places_today(concern: Concern, *, now: datetime) -> list[datetime]:
    """Times of today the desk may still give away, the door's places among them."""
    return offer_of_day(Visit(concern, 1, Channel.DOOR), day=local_day(now), now=now).times


@transaction.atomic
def accept_with_number(*, request: UrgentRequest, concern: Concern, note: str = "", now: datetime) -> Attendance:
    """The person may wait: a number behind those who have an appointment (AlreadyChanged if it is answered).

    The number is the answer, so it is taken back with the answer alone.
    """
    locked = _lock_open(request)
    language = locked.language or "de"
    attendance = desk.give_number(concern=concern, persons=1, language=language, note=note, now=now)
    attendance.undo = None
    attendance.save(update_fields=["undo"])
    with translation.override(language):
        text = _("Sie haben eine Wartenummer: %(number)s.") % {"number": attendance.number}
    _answer(locked, state=State.ACCEPTED, text=text, now=now, attendance=attendance)
    return attendance


@transaction.atomic
def accept_with_place(*, request: UrgentRequest, concern: Concern, start: datetime, now: datetime) -> Appointment:
    """One of today's places for the person (AlreadyChanged, TimeTaken, AlreadyBooked)."""
    locked = _lock_open(request)
    visit, language = Visit(concern, 1, Channel.DOOR), locked.language or "de"
    hold = holds.hold_place(visit=visit, start=start, attempt=locked.pk, now=now)
    appointment = services.book_appointment(
        hold=hold, person=_person(locked), language=language, now=now, tell_after=now + undoing.TELL_AFTER
    )
    with translation.override(language):
        text = _("Sie haben heute einen Platz um %(time)s. Ihre Nummer: %(number)s.")
        text %= {"time": clock(appointment.starts_at), "number": appointment.number}
    _answer(locked, state=State.ACCEPTED, text=text, now=now, appointment=appointment)
    return appointment


@transaction.atomic
def decline(*, request: UrgentRequest, reason: str, now: datetime) -> None:
    """Say no, and why (AlreadyChanged if it is answered)."""
    _answer(_lock_open(request), state=State.DECLINED, text=reason, now=now)


@transaction.atomic
def take_back(*, request: UrgentRequest, seen: datetime, now: datetime) -> None:
    """Undo the answer given at `seen`: the request is open, number or place are gone (NothingToUndo when too late).

    AlreadyChanged when it was answered anew, or somebody has gone on with the number or the place.
    """
    undoing.check_moment(seen, now=now)
    rows = UrgentRequest.objects.select_for_update(of=("self",)).select_related("attendance", "appointment")
    locked = rows.filter(pk=request.pk, answered_at=seen, erased_at=None).first()
    if locked is None:
        raise AlreadyChanged
    visit, appointment = locked.attendance, locked.appointment
    _write(locked, state=State.OPEN, text="", answered_at=None)
    if visit is not None:
        _withdraw_number(visit, seen)
    if appointment is not None:
        undoing.unbook(appointment=appointment)


def _withdraw_number(visit: Attendance, seen: datetime) -> None:
    """Nobody waits with it any more, unless a colleague has called it since."""
    locked = Attendance.objects.select_for_update().get(pk=visit.pk)
    if locked.changed_at != seen:
        raise AlreadyChanged(locked)
    locked.delete()


def _lock_open(request: UrgentRequest) -> UrgentRequest:
    rows = UrgentRequest.objects.select_for_update(of=("self",))
    locked = rows.filter(pk=request.pk, state=State.OPEN, erased_at=None).first()
    if locked is None:
        raise AlreadyChanged
    return locked


def _answer(request: UrgentRequest, *, state: str, text: str, now: datetime, **given: Any) -> None:
    """Write the answer down, with the number or the place it gives."""
    _write(request, state=state, text=text, answered_at=now, **given)
    events.publish(UrgentRequestAnswered(request.pk, request.language, now, now + undoing.TELL_AFTER))


def _write(
    request: UrgentRequest,
    *,
    state: str,
    text: str,
    answered_at: datetime | None,
    attendance: Attendance | None = None,
    appointment: Appointment | None = None,
) -> None:
    request.state, request.answer, request.answered_at = state, text, answered_at
    request.attendance, request.appointment = attendance, appointment
    request.save(update_fields=["state", "answer", "answered_at", "attendance", "appointment"])


def _person(request: UrgentRequest) -> services.Person:
    return services.Person(request.family_name, request.given_names, request.birth_date, email=_email(request.contact))


def _email(contact: str) -> str:
    """The contact, if it is an address to write to."""
    try:
        validate_email(contact)
    except ValidationError:
        return ""
    return contact
