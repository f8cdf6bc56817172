"""The office cannot keep a time: take the one it holds, choose another, or cancel."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from appointments import proposals, services
from appointments.exceptions import AppointmentError
from appointments.models import Proposal
from appointments.views.ticket import appointment_of, is_over

SETTLED = {Proposal.State.ACCEPTED, Proposal.State.OTHER, Proposal.State.NOT_NEEDED}


@never_cache
def proposal(request: HttpRequest, token: str) -> HttpResponse:
    """Why, the old and the held time, until when it is held; one click takes it."""
    appointment, now = appointment_of(token), timezone.now()
    offered = appointment.proposals.first()
    if is_over(appointment) or offered is None or offered.state in SETTLED:
        return redirect("appointments:ticket", token)
    if request.method == "POST":
        return _accept(request, token, offered)
    context = {
        "appointment": appointment,
        "token": token,
        "proposal": offered,
        "open": offered.state == Proposal.State.OPEN and offered.answer_until > now,
        "changeable": services.changeable(appointment, now=now),
    }
    return render(request, "appointments/proposal.html", context)


def _accept(request: HttpRequest, token: str, offered: Proposal) -> HttpResponse:
    try:
        proposals.accept(proposal=offered, now=timezone.now())
    except AppointmentError as refusal:
        messages.warning(request, str(refusal))
        return redirect("appointments:proposal", token)
    messages.success(request, _("Die neue Zeit gehört jetzt Ihnen. Ihre alte Zeit ist abgesagt."))
    return redirect("appointments:ticket", token)
