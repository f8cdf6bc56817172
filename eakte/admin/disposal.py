"""Aufbewahrung: files whose time is over, what holds them back, and their way out in four steps by two people."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from auslaenderbehoerde.clock import local_day
from auslaenderbehoerde.design.admin import SettingAdmin
from auslaenderbehoerde.design.work import work_page
from eakte import due_files, protocol
from eakte.admin.place import clerk, file_of, page
from eakte.admin.retention_forms import OfferForm, ReferenceForm
from eakte.exceptions import RecordError
from eakte.models import CaseFile, RetentionPeriod
from eakte.services import disposal

TITLE = "Aufbewahrung"
ROWS = 50
Step = Callable[[HttpRequest, CaseFile, Any, datetime], str]


@work_page("aufbewahrung/", name="eakte_due", right=disposal.RIGHT, room="Akten", title=TITLE, order=80)
@never_cache
def due(request: HttpRequest) -> HttpResponse:
    """The files whose time is over, the oldest first."""
    now, user = timezone.now(), clerk(request)
    found = due_files.listed(user, today=local_day(now))
    shown = Paginator(found, ROWS).get_page(request.GET.get("seite"))
    rows = due_files.lines(list(shown.object_list), now)
    protocol.record(request, protocol.Deed.LIST, subject=f"{len(rows)} Akten, deren Zeit um ist")
    return page(request, "due_files.html", title=TITLE, rows=rows, pages=shown)


@work_page("aufbewahrung/<uuid:pk>/", name="eakte_dispose", right=disposal.RIGHT)
@never_cache
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One file on its way out."""
    case_file = file_of(request, pk)
    protocol.record(request, protocol.Deed.READ, case_file=pk)
    return _show(request, case_file)


@work_page("aufbewahrung/<uuid:pk>/<slug:step>/", name="eakte_dispose_step", right=disposal.RIGHT)
@require_POST
def take(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """Take one of the steps, or say why it cannot be taken."""
    case_file = file_of(request, pk)
    if step not in STEPS:
        raise Http404
    make, do = STEPS[step]
    form = make(case_file, request.POST)
    if not form.is_valid():
        return _show(request, case_file, status=400, **{f"{step}_form": form})
    try:
        told = do(request, case_file, form, timezone.now())
    except RecordError as refusal:
        return _show(request, case_file, status=400, error=str(refusal))
    messages.success(request, told)
    return redirect("admin:eakte_due") if step == "loeschen" else redirect("admin:eakte_dispose", pk)


def _offer(request: HttpRequest, case_file: CaseFile, form: Any, now: datetime) -> str:
    day = form.cleaned_data["offered_on"]
    disposal.offer(case_file=case_file, offered_on=day, by=clerk(request), now=now)
    return f"Dem Archiv angeboten am {day:%d.%m.%Y}."


def _propose(request: HttpRequest, case_file: CaseFile, _form: Any, now: datetime) -> str:
    disposal.propose(case_file=case_file, by=clerk(request), now=now)
    return "Zum Löschen vorgeschlagen. Bestätigen muss das jemand anderes."


def _withdraw(request: HttpRequest, case_file: CaseFile, _form: Any, now: datetime) -> str:
    disposal.withdraw(case_file=case_file, by=clerk(request), now=now)
    return "Der Vorschlag ist zurückgenommen."


def _erase(request: HttpRequest, case_file: CaseFile, _form: Any, now: datetime) -> str:
    """The line of the protocol is written in the same transaction, so that there is never one without the other."""
    with transaction.atomic():
        line = disposal.erase(case_file=case_file, by=clerk(request), now=now)
        protocol.record(request, protocol.Deed.ERASED, case_file=case_file.pk, subject=line)
    return f"Die Akte {case_file.reference} ist gelöscht."


def _reference(case_file: CaseFile, data: Any) -> ReferenceForm:
    return ReferenceForm(data, wanted=case_file.reference)


STEPS: dict[str, tuple[Callable[[CaseFile, Any], forms.Form], Step]] = {
    "anbieten": (lambda _file, data: OfferForm(data), _offer),
    "vorschlagen": (lambda _file, data: forms.Form(data), _propose),
    "zuruecknehmen": (lambda _file, data: forms.Form(data), _withdraw),
    "loeschen": (_reference, _erase),
}


def _show(request: HttpRequest, case_file: CaseFile, *, status: int = 200, **more: Any) -> HttpResponse:
    now, user = timezone.now(), clerk(request)
    [line] = due_files.lines([case_file], now)
    known = {"anbieten_form": OfferForm(), "loeschen_form": _reference(case_file, None)}
    over = line.kept_until is not None and line.kept_until < local_day(now)
    return page(
        request,
        "dispose.html",
        title=TITLE,
        status=status,
        case_file=case_file,
        line=line,
        over=over,
        mine=line.disposal is not None and line.disposal.proposed_by_id == user.pk,
        **(known | more),
    )


@admin.register(RetentionPeriod)
class RetentionPeriodAdmin(SettingAdmin):
    """How long an office keeps what no law gives a time for."""

    room = "Einrichtung"
    list_display = ["office", "years"]
    list_select_related = ["office"]
    fields = ["office", "years"]
