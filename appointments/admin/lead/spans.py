"""More or fewer places on one day. Each page shows first what would change (GET); one button does it (POST)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.cache import never_cache

from appointments import capacity, displaced
from appointments.admin.lead.forms import ALL, CloseForm, ReleaseForm, SpanForm, StaffingForm
from appointments.admin.lead.place import RIGHT, Place, go, lead, needed_place, page
from appointments.capacity import Change
from appointments.models import Appointment, PlanException, Queue
from appointments.today import QueueDay, office_day
from auslaenderbehoerde.clock import BERLIN
from auslaenderbehoerde.design.work import work_page

PEOPLE_SHOWN = 20


@dataclass(frozen=True)
class Stretch:
    """Times in a row that change alike and concern nobody, or one time that does."""

    change: Change
    ends_at: datetime
    times: int = 1

    def continued(self, change: Change, ends_at: datetime) -> "Stretch | None":
        """With one time more, if it follows at once and is like this one."""
        alike = replace(change, starts_at=self.change.starts_at) == self.change
        if change.affected or not alike or change.starts_at != self.ends_at:
            return None
        return replace(self, ends_at=ends_at, times=self.times + 1)


@dataclass(frozen=True)
class Preview:
    """What would change for one queue."""

    queue: Queue
    changes: list[Change]
    offered: dict[int, int]  # what each slot would offer
    others: list[PlanException]  # exceptions that hold in the span already; the smallest number counts

    @property
    def stretches(self) -> list[Stretch]:
        """The changes as few lines; everybody affected has one of their own."""
        step, found = timedelta(minutes=self.queue.step_minutes), list[Stretch]()
        for change in self.changes:
            ends_at = change.starts_at + step
            longer = found[-1].continued(change, ends_at) if found else None
            found[-1:] = [longer] if longer else [*found[-1:], Stretch(change, ends_at)]
        return found

    @property
    def lost(self) -> int:
        """Places fewer than before."""
        return sum(max(0, change.before - change.after) for change in self.changes)

    @property
    def affected(self) -> int:
        """Booked places nobody will be there for."""
        return sum(change.affected for change in self.changes)


@work_page("tag/<day:day>/kraefte/", name="appointments_staffing", right=RIGHT)
@never_cache
def staffing(request: HttpRequest, day: date) -> HttpResponse:
    """So many clerks are there in a span."""
    place = _place(request, day)
    form = StaffingForm(_typed(request), initial=_initial(request, place, day), queues=place.queues, day=day)
    if request.method == "POST" and form.is_valid():
        return _limit(request, place, form, clerks=form.cleaned_data["clerks"])
    previews = _previews(form, place, None) if form.is_bound and form.is_valid() else None
    return _show(request, place, form, "Kräfte anwesend", previews=previews, confirm="So eintragen")


@work_page("tag/<day:day>/schliessen/", name="appointments_close", right=RIGHT)
@never_cache
def close(request: HttpRequest, day: date) -> HttpResponse:
    """Nobody serves one queue, or any."""
    place = _place(request, day)
    form = CloseForm(_typed(request), initial=_initial(request, place, day), queues=place.queues, day=day)
    if request.method == "POST" and form.is_valid():
        return _limit(request, place, form, clerks=0)
    previews = _previews(form, place, 0) if form.is_bound and form.is_valid() else None
    return _show(request, place, form, "Schließen", previews=previews, confirm="Jetzt schließen")


@work_page("tag/<day:day>/plaetze/", name="appointments_release", right=RIGHT)
@never_cache
def release(request: HttpRequest, day: date) -> HttpResponse:
    """More places for a span."""
    place = _place(request, day)
    initial = _initial(request, place, day) | {"clerks": 1, "channel": "door" if day == place.today else "everyone"}
    form = ReleaseForm(_typed(request), initial=initial, queues=place.queues, day=day, now=place.now)
    new = _new_places(form, place) if form.is_bound and form.is_valid() else None
    if request.method == "POST" and new:
        return _release(request, place, form, new)
    return _show(request, place, form, "Plätze freigeben", new=new, confirm="Jetzt freigeben")


def _limit(request: HttpRequest, place: Place, form: SpanForm, *, clerks: int) -> HttpResponse:
    made = capacity.limit_clerks(
        queues=form.chosen,
        span=form.span,
        clerks=clerks,
        reason=form.cleaned_data["reason"],
        by=lead(request),
        now=place.now,
    )
    messages.success(request, "Geschlossen." if clerks == 0 else "Eingetragen.")
    if capacity.affected(exceptions=made, now=place.now):
        return go(place, "appointments_affected", tag=form.day.isoformat())
    return go(place, "appointments_day", form.day)


def _release(request: HttpRequest, place: Place, form: ReleaseForm, new: list[tuple[datetime, int]]) -> HttpResponse:
    values = form.cleaned_data
    capacity.release_places(
        queue=form.chosen[0],
        span=form.span,
        clerks=values["clerks"],
        channel=values["channel"],
        opening=form.window,
        by=lead(request),
        now=place.now,
        attempt=values["attempt"],
    )
    number = sum(places for _start, places in new)
    messages.success(request, "Ein Platz ist freigegeben." if number == 1 else f"{number} Plätze sind freigegeben.")
    return go(place, "appointments_day", form.day)


def _place(request: HttpRequest, day: date) -> Place:
    place = needed_place(request)
    place.open_day(day)
    return place


def _typed(request: HttpRequest) -> QueryDict | None:
    """What was typed; a page that was only opened shows no errors."""
    if request.method == "POST":
        return request.POST
    return request.GET if "starts" in request.GET else None


def _initial(request: HttpRequest, place: Place, day: date) -> dict[str, Any]:
    """The chosen queue with the hours that are left of its day and the clerks of now."""
    board = office_day(place.office, day=day, now=place.now)
    wanted = request.GET.get("queue", "")
    rows = [row for row in board.queues if str(row.queue.pk) == wanted] or board.queues
    chosen = ALL if wanted == ALL else str(rows[0].queue.pk)
    starts, ends = _hours(board.queues if wanted == ALL else rows[:1], place.now)
    return {"queue": chosen, "starts": starts, "ends": ends, "clerks": rows[0].clerks_present[1]}


def _hours(rows: list[QueueDay], now: datetime) -> tuple[time, time]:
    """From the first step to come to the end of the last one; a usual forenoon where nothing is planned."""
    steps = [
        (step.starts_at, step.starts_at + timedelta(minutes=row.queue.step_minutes))
        for row in rows
        for step in row.steps
        if step.starts_at > now
    ]
    if not steps:
        return time(8), time(12)
    first, last = min(start for start, _end in steps), max(end for _start, end in steps)
    return first.astimezone(BERLIN).time(), last.astimezone(BERLIN).time()


def _previews(form: SpanForm, place: Place, clerks: int | None) -> list[Preview]:
    number = form.cleaned_data["clerks"] if clerks is None else clerks
    span = form.span
    overlapping = PlanException.objects.filter(day=span.day, starts__lt=span.ends, ends__gt=span.starts)
    found = []
    for queue in form.chosen:
        forecast = capacity.planned_exception(queue=queue, span=span, clerks=number)
        coming = [change for change in forecast.changes if change.starts_at > place.now]
        found.append(Preview(queue, coming, forecast.offered, list(overlapping.filter(queue=queue))))
    return found


def _concerned(previews: list[Preview], place: Place) -> list[Appointment]:
    """Who would have to be asked, deadlines first; without a query where nobody is."""
    if not any(row.affected for row in previews):
        return []
    offered = {slot: places for row in previews for slot, places in row.offered.items()}
    return displaced.would_lose(offered, now=place.now)


def _new_places(form: ReleaseForm, place: Place) -> list[tuple[datetime, int]]:
    """The places that would come, or an error at the form when all their times have begun."""
    clerks = form.cleaned_data["clerks"]
    found = capacity.planned_release(queue=form.chosen[0], span=form.span, clerks=clerks)
    coming = [(start, places) for start, places in found if start > place.now]
    if not coming:
        form.add_error("ends", "In dieser Spanne beginnt keine Zeit mehr. Bitte wählen Sie eine spätere oder längere.")
    return coming


def _show(request: HttpRequest, place: Place, form: SpanForm, title: str, **context: Any) -> HttpResponse:
    new, previews = context.get("new"), context.get("previews")
    people = _concerned(previews or [], place)
    waiting = displaced.of_office(place.office, first=form.day, last=form.day, now=place.now)
    context |= {
        "form": form,
        "day": form.day,
        "number": sum(places for _start, places in new) if new else 0,
        "lost": sum(row.lost for row in previews) if previews else 0,
        "affected": sum(row.affected for row in previews) if previews else 0,
        "people": people[:PEOPLE_SHOWN],
        "people_number": len(people),
        "people_hidden": len(people) - len(people[:PEOPLE_SHOWN]),
        "waiting": len(waiting),
    }
    return page(request, "span.html", title=title, place=place, **context)
