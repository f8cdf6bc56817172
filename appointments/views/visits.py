"""The pages of people without an appointment: their number, and what became of an urgent request."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRefresh

from appointments import passes, standing, tickets
from appointments.models import Attendance
from auslaenderbehoerde.clock import local_day


@never_cache
def number(request: HttpRequest, token: str) -> HttpResponse:
    """A number of today and where it stands."""
    visit = passes.find_number(token)
    if visit is None:
        raise Http404
    over = visit.day < timezone.localdate()
    if over and "HX-Request" in request.headers:
        return HttpResponseClientRefresh()
    if over:
        return render(request, "appointments/number.html", {"visit": visit, "over": True}, status=410)
    context = _standing(visit)
    if "HX-Request" in request.headers:
        return render(request, "appointments/_standing.html", context)
    return render(request, "appointments/number.html", context | {"address": passes.number_address(visit)})


@never_cache
def urgent_request(request: HttpRequest, token: str) -> HttpResponse:
    """Waiting for an answer, accepted with a number, or answered in words."""
    asked = passes.find_urgent(token)
    if asked is None:
        raise Http404
    if "HX-Request" in request.headers and ("offen" in request.GET) != (asked.state == asked.State.OPEN):
        return HttpResponseClientRefresh()  # the page has asked again: there is an answer, or it was taken back
    visit = asked.attendance_id and Attendance.objects.for_page().get(pk=asked.attendance_id)
    over = local_day(asked.created_at) < timezone.localdate()
    context = {"asked": asked, "office": asked.office, "over": over, "now": timezone.now(), "visit": visit}
    if visit and not over:
        context |= _standing(visit)
    elif appointment := asked.appointment:
        context["ticket"] = tickets.path(appointment)
    return render(request, "appointments/urgent_request.html", context)


def _standing(visit: Attendance) -> dict:
    return {"visit": visit, "standing": standing.of_visit(visit, now=timezone.now())}
