"""The page of a file: who, which title until when, what is open, what came in, and every deed on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from auslaenderbehoerde.clock import local_day
from auslaenderbehoerde.design.work import work_page
from eakte import contributions, protocol
from eakte.admin import deeds
from eakte.admin.place import READ, alike_of, clerk, file_of, merged_into, page
from eakte.exceptions import ChangedMeanwhile, RecordError
from eakte.models import CaseFile
from eakte.overview import overview

CONFLICT = 409


@work_page("akten/<uuid:pk>/", name="eakte_file", right=READ)
def casefile(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file at a glance; an old link to one that was merged leads to the other."""
    if (other := merged_into(pk)) is not None:
        return redirect("admin:eakte_file", other.pk)
    case_file = file_of(request, pk)
    protocol.record(request, protocol.Deed.READ, case_file=case_file.pk)
    return show(request, case_file)


@work_page("akten/<uuid:pk>/tun/<slug:slug>/", name="eakte_deed", right=READ)
def do(request: HttpRequest, pk: UUID, slug: str) -> HttpResponse:
    """Open one of the short forms on the page, or do what it says."""
    case_file, deed = file_of(request, pk), deeds.deed_of(slug)
    if deed is None or deed not in deeds.open_to(case_file, clerk(request)):
        raise Http404
    if request.method != "POST":
        return show(request, case_file, deed=deed, form=deed.form(case_file, None))
    return answer(request, case_file, deed, deed.form(case_file, request.POST))


def answer(request: HttpRequest, case_file: CaseFile, deed: Any, form: Any) -> HttpResponse:
    """Do it and tell; what was typed stays where it cannot be done."""
    if not form.is_valid():
        return show(request, case_file, deed=deed, form=form, status=400)
    try:
        told = deed.do(deeds.Press(request, case_file, form, timezone.now()))
    except ChangedMeanwhile as refusal:
        return show(request, file_of(request, case_file.pk), deed=deed, form=form, error=str(refusal), status=CONFLICT)
    except RecordError as refusal:
        return show(request, case_file, deed=deed, form=form, error=str(refusal), status=400)
    messages.success(request, told)
    return _back(request, case_file)


def _back(request: HttpRequest, case_file: CaseFile) -> HttpResponse:
    """The file; the search, if it has just been blocked for whoever did it."""
    if CaseFile.objects.visible_to(clerk(request)).filter(pk=case_file.pk).exists():
        return redirect("admin:eakte_file", case_file.pk)
    return redirect("admin:eakte_search")


def show(request: HttpRequest, case_file: CaseFile, *, status: int = 200, **opened: Any) -> HttpResponse:
    """The page, with the form that is open on it, if one is."""
    now, user = timezone.now(), clerk(request)
    return page(
        request,
        "casefile.html",
        title="Akte",
        status=status,
        file=overview(case_file, user=user, now=now, today=local_day(now)),
        panels=contributions.panels(request, case_file, now),
        moments=contributions.moments(case_file, now),
        actions=contributions.actions(case_file, user),
        deeds=deeds.open_to(case_file, user),
        **alike_of(case_file, user),
        **opened,
    )
