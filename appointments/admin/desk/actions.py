"""What a clerk does with a visit. Each is one POST, one service, one sentence in the bar, and the board again."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from appointments import calling
from appointments import desk as service
from appointments.admin.desk.forms import ConcernForm, CounterForm, NoteForm, QueueForm
from appointments.admin.desk.last_step import remember
from appointments.admin.desk.place import Desk, clerk, desk_page, seen_of, to_board
from appointments.exceptions import AlreadyChanged, NoCounter
from appointments.models import Attendance

Step = Callable[[HttpRequest, Desk, Attendance], tuple[Attendance, str]]


@desk_page("platz/", name="desk_take")
@require_POST
def take(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Sit down at a counter."""
    form = CounterForm(request.POST, desk=desk)
    if not form.is_valid():
        return redirect("admin:desk")
    counter, languages = form.cleaned_data["counter"], form.cleaned_data["languages"]
    service.take_counter(counter=counter, clerk=clerk(request), languages=languages, now=desk.now)
    return to_board(desk)


@desk_page("verlassen/", name="desk_leave")
@require_POST
def leave(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Stand up."""
    service.leave_counter(clerk=clerk(request))
    return redirect("admin:desk")


@desk_page("aufrufen/", name="desk_next")
@require_POST
def call_next(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The next person, please."""
    if desk.counter is None:
        raise NoCounter
    visit = calling.next_person(counter=desk.counter, now=desk.now)
    remember(request, visit, f"{visit.number} ist aufgerufen.")
    return to_board(desk)


@desk_page("besuch/<uuid:visit>/schritt/<slug:step>/", name="desk_step")
@require_POST
def do_step(request: HttpRequest, desk: Desk, visit: UUID, step: str) -> HttpResponse:
    """One step of one visit, on the state the page has shown."""
    if step not in STEPS:
        raise Http404
    changed, text = STEPS[step](request, desk, desk.visit(visit))
    remember(request, changed, text)
    return to_board(desk)


@desk_page("notiz/<uuid:visit>/", name="desk_note")
@require_POST
def note(request: HttpRequest, desk: Desk, visit: UUID) -> HttpResponse:
    """Write what colleagues should know."""
    form, found = NoteForm(request.POST), desk.visit(visit)
    if form.is_valid():
        service.write_note(attendance=found, note=form.cleaned_data["note"])
    return to_board(desk)


def _call(request: HttpRequest, desk: Desk, visit: Attendance) -> tuple[Attendance, str]:
    if desk.counter is None:
        raise NoCounter
    called = service.call(attendance=visit, counter=desk.counter, seen=seen_of(request), now=desk.now)
    return called, f"{called.number} ist {'noch einmal ' if called.calls > 1 else ''}aufgerufen."


def _back(request: HttpRequest, desk: Desk, visit: Attendance) -> tuple[Attendance, str]:
    changed = service.send_back(attendance=visit, seen=seen_of(request), now=desk.now)
    return changed, f"{changed.number} wartet wieder."


def _finish(request: HttpRequest, desk: Desk, visit: Attendance) -> tuple[Attendance, str]:
    form = ConcernForm(request.POST, desk=desk)
    done = form.cleaned_data["concern"] if form.is_valid() else visit.concern
    changed = service.finish(attendance=visit, done=done, seen=seen_of(request), now=desk.now)
    return changed, f"{changed.number} ist fertig: {done.name}."


def _absent(request: HttpRequest, desk: Desk, visit: Attendance) -> tuple[Attendance, str]:
    changed = service.did_not_come(attendance=visit, seen=seen_of(request), now=desk.now)
    return changed, f"{changed.number} ist nicht gekommen."


def _forward(request: HttpRequest, desk: Desk, visit: Attendance) -> tuple[Attendance, str]:
    form = QueueForm(request.POST, desk=desk)
    if not form.is_valid():
        raise AlreadyChanged
    queue = form.cleaned_data["queue"]
    changed = service.forward(attendance=visit, queue=queue, seen=seen_of(request), now=desk.now)
    return changed, f"{changed.number} wartet jetzt in „{queue.name}“, am alten Platz der Reihe."


STEPS: dict[str, Step] = {
    "aufrufen": _call,
    "warten": _back,
    "fertig": _finish,
    "fehlt": _absent,
    "weiter": _forward,
}
