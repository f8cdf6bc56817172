"""Taking back what this clerk did last: a step of a visit, a follow-up appointment, an answer, an invitation."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from appointments import desk as service
from appointments import follow_ups, invitations, urgency
from appointments.admin.desk.last_step import Deed, LastStep, forget, last_step
from appointments.admin.desk.place import Desk, desk_page, to_board
from appointments.exceptions import NothingToUndo
from appointments.models import Appointment, UrgentRequest


@desk_page("zurueck/", name="desk_undo")
@require_POST
def undo(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take back the last step of this clerk, unless somebody has gone on since."""
    step = last_step(request, now=desk.now)
    forget(request)
    if step is None:
        raise NothingToUndo
    TAKE_BACK[step.deed](desk, step)
    return to_board(desk)


def _step(desk: Desk, step: LastStep) -> None:
    visit = desk.visits.filter(pk=step.subject).first()
    if visit is None:
        raise NothingToUndo
    service.take_back(attendance=visit, now=desk.now, seen=step.seen)


def _follow_up(desk: Desk, step: LastStep) -> None:
    booked = Appointment.objects.filter(pk=step.subject, booked_at=step.seen, office=desk.office).first()
    if booked is None:
        raise NothingToUndo
    visit = desk.visits.filter(pk=step.visit).first()
    follow_ups.take_back(appointment=booked, attendance=visit, now=desk.now)


def _answer(desk: Desk, step: LastStep) -> None:
    asked = UrgentRequest.objects.filter(pk=step.subject, office=desk.office).first()
    if asked is None:
        raise NothingToUndo
    urgency.take_back(request=asked, seen=step.seen, now=desk.now)


def _invitation(desk: Desk, step: LastStep) -> None:
    """Booked from a case file, for this office or another."""
    invitations.take_back(appointment=step.subject, booked_at=step.seen, now=desk.now)


TAKE_BACK: dict[Deed, Callable[[Desk, LastStep], None]] = {
    Deed.STEP: _step,
    Deed.FOLLOW_UP: _follow_up,
    Deed.ANSWER: _answer,
    Deed.INVITATION: _invitation,
}
