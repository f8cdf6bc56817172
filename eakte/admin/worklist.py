"""Meine Arbeit: one list of what is to be done, most urgent first; the team's inbox; a colleague one stands in for."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from auslaenderbehoerde.clock import local_day
from auslaenderbehoerde.design.work import Card, start_card, work_page
from eakte import ending, protocol, worklist
from eakte.admin.place import READ, clerk, page
from eakte.admin.task_forms import HandOverForm, VersionForm
from eakte.exceptions import RecordError
from eakte.models import Task
from eakte.services import tasks
from eakte.worklist import TEAM, Asked, Mark

TITLE = "Meine Arbeit"
DONE = "eakte_done"  # the last finished task of this session, to be taken back


@work_page("arbeit/", name="eakte_worklist", right=READ, room="Akten", title=TITLE, order=10)
@never_cache
def work(request: HttpRequest) -> HttpResponse:
    """The list; names are shown, so the protocol has a line."""
    now, asked, user = timezone.now(), Asked.of(request.GET), clerk(request)
    today = local_day(now)
    shown, rows = worklist.page_of(worklist.tasks_of(user, asked, today=today), asked.page, today=today)
    protocol.record(request, protocol.Deed.LIST, subject=f"{len(rows)} Aufgaben")
    context: dict[str, Any] = {
        "asked": asked,
        "pages": shown,
        "rows": rows,
        "kinds": worklist.kinds_of(user, asked, today=today),
        "numbers": worklist.numbers_of(user, today=today),
        "colleagues": list(worklist.colleagues_of(user)),
        "ending": ending.numbers(user, today=today),
        "done": _last_done(request, now),
        "teams_differ": asked.tab == TEAM and len({row.task.team_id for row in rows}) > 1,
    }
    return page(request, "worklist.html", title=TITLE, **context)


@work_page("arbeit/titel/", name="eakte_ending", right=READ)
@never_cache
def titles(request: HttpRequest) -> HttpResponse:
    """The titles behind one of the numbers (`?tage=14`), all or those nobody has applied for."""
    user, today = clerk(request), local_day(timezone.now())
    days = next((span for span in ending.SPANS if request.GET.get("tage") == str(span)), ending.SPANS[0])
    without = request.GET.get("antrag") == "fehlt"
    numbers = ending.numbers(user, today=today)
    pages = Paginator(ending.listed(user, today=today, days=days, without_application=without), worklist.ROWS)
    if not without:
        pages.count = dict(numbers)[days]  # counted already
    shown = pages.get_page(request.GET.get("seite"))
    rows = [(title, Mark("Titel", title.valid_until or today, today)) for title in shown]
    protocol.record(request, protocol.Deed.LIST, subject=f"{len(rows)} Titel")
    context: dict[str, Any] = {"days": days, "without": without, "rows": rows, "pages": shown, "numbers": numbers}
    return page(request, "ending.html", title="Titel, die enden", **context)


@work_page("arbeit/<uuid:task>/nehmen/", name="eakte_task_take", right=READ)
@require_POST
def take(request: HttpRequest, task: UUID) -> HttpResponse:
    """Out of the inbox onto one's own list."""

    def do(found: Task, version: int, _now: datetime) -> str:
        tasks.take(task=found, by=clerk(request), version=version)
        return "Die Aufgabe liegt jetzt bei Ihnen."

    return _press(request, task, do)


@work_page("arbeit/<uuid:task>/erledigt/", name="eakte_task_finish", right=READ)
@require_POST
def finish(request: HttpRequest, task: UUID) -> HttpResponse:
    """Done; for a moment it can be taken back."""

    def do(found: Task, version: int, now: datetime) -> str:
        tasks.finish(task=found, by=clerk(request), now=now, version=version)
        request.session[DONE] = {"task": str(found.pk), "at": now.isoformat()}
        return ""

    return _press(request, task, do)


@work_page("arbeit/<uuid:task>/zurueck/", name="eakte_task_reopen", right=READ)
@require_POST
def reopen(request: HttpRequest, task: UUID) -> HttpResponse:
    """It was not done after all."""
    found = get_object_or_404(Task, pk=task, done_by=clerk(request))
    request.session.pop(DONE, None)
    try:
        tasks.reopen(task=found, by=clerk(request), now=timezone.now())
    except RecordError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Die Aufgabe ist wieder offen.")
    return _back(request)


@work_page("arbeit/<uuid:task>/uebergeben/", name="eakte_task_hand_over", right=READ)
@never_cache
def hand_over(request: HttpRequest, task: UUID) -> HttpResponse:
    """To a colleague or into a team's inbox."""
    user, asked = clerk(request), Asked.of(request.GET)
    found = get_object_or_404(worklist.tasks_within_reach(user).select_related("case_file__person"), pk=task)
    form = HandOverForm(request.POST or None, user=user, initial={"version": found.version})
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            tasks.hand_over(task=found, to=form.receiver, by=user, version=form.cleaned_data["version"])
        except RecordError as refusal:
            error = str(refusal)
        else:
            messages.success(request, f"Übergeben an {form.receiver_name}.")
            return _back(request)
    if found.case_file_id:
        protocol.record(request, protocol.Deed.READ, case_file=found.case_file_id)
    return page(request, "hand_over.html", title="Aufgabe übergeben", task=found, form=form, error=error, asked=asked)


@start_card(READ)
def my_work(request: HttpRequest, now: datetime) -> list[Card]:
    """What waits with this person, and what nobody of the team has taken."""
    numbers = worklist.numbers_of(clerk(request), today=local_day(now))
    address = reverse("admin:eakte_worklist")
    late = numbers["late"]
    text = f"davon {late} mit abgelaufener Frist" if late else "Aufgaben bei Ihnen, die dringendste zuerst"
    cards = [Card(TITLE, numbers[worklist.MINE], text, address, urgent=bool(late))]
    if numbers[TEAM]:
        inbox = reverse("admin:eakte_worklist", query={"liste": TEAM})
        cards.append(Card("Eingang des Teams", numbers[TEAM], "hat noch niemand genommen", inbox))
    return cards


def _press(request: HttpRequest, task: UUID, do: Callable[[Task, int, datetime], str]) -> HttpResponse:
    """Find, do, tell, go back to the list."""
    found = get_object_or_404(worklist.tasks_within_reach(clerk(request)), pk=task)
    form = VersionForm(request.POST)
    try:
        text = do(found, form.cleaned_data["version"] if form.is_valid() else 0, timezone.now())
    except RecordError as refusal:
        messages.error(request, str(refusal))
    else:
        if text:
            messages.success(request, text)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """The list the person came from."""
    asked = Asked.of(request.GET)
    return redirect(reverse("admin:eakte_worklist", query=asked.query or None))


def _last_done(request: HttpRequest, now: datetime) -> Task | None:
    """The task that was just finished, while it can be taken back."""
    kept: dict[str, Any] = request.session.get(DONE) or {}
    if not kept or now - datetime.fromisoformat(kept["at"]) > tasks.REOPEN_FOR:
        return None
    return Task.objects.filter(pk=kept["task"], done_by=clerk(request)).select_related("case_file").first()
