"""Personen zusammenführen: who may be the same, both side by side, and what goes where."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from auslaenderbehoerde.clock import local_day
from auslaenderbehoerde.design.work import work_page
from eakte import comparison, contributions, protocol
from eakte.admin.place import alike_of, clerk, file_of, page
from eakte.admin.retention_forms import MergeForm
from eakte.contributions import Merger
from eakte.exceptions import RecordError
from eakte.models import CaseFile, Person
from eakte.services import merging

TITLE = "Personen zusammenführen"


@work_page("zusammenfuehren/<uuid:pk>/", name="eakte_alike", right=merging.RIGHT)
@never_cache
def alike(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who has a similar name and a date of birth that does not contradict."""
    case_file = file_of(request, pk)
    found = alike_of(case_file, clerk(request))
    protocol.record(request, protocol.Deed.LIST, case_file=pk, subject=f"{len(found['alike'])} ähnliche Personen")
    return page(request, "alike.html", title=TITLE, case_file=case_file, **found)


@work_page("zusammenfuehren/<uuid:pk>/<uuid:gone>/", name="eakte_merge", right=merging.RIGHT)
@never_cache
def merge(request: HttpRequest, pk: UUID, gone: UUID) -> HttpResponse:
    """Compare; then, with the reference typed, make one of two."""
    now, kept = timezone.now(), file_of(request, pk).person
    merger = merging.look(kept, get_object_or_404(Person, pk=gone), now=now)
    try:
        merging.refuse(merger, clerk(request))
    except RecordError as refusal:
        return page(request, "merge.html", title=TITLE, status=409, case_file=merger.kept_file, refusal=str(refusal))
    form = _form(request, merger)
    if request.method == "POST" and form.is_valid():
        return _do(request, merger, form)
    return _compare(request, merger, form)


def _form(request: HttpRequest, merger: Merger) -> MergeForm:
    form = MergeForm(request.POST if request.method == "POST" else None, wanted=merging.reference_of(merger))
    form.initial = {"kept_version": merger.kept.version, "gone_version": merger.gone.version}
    return form


def _do(request: HttpRequest, merger: Merger, form: MergeForm) -> HttpResponse:
    try:
        kept = merging.merge(kept=merger.kept, gone=merger.gone, seen=form.seen, by=clerk(request), now=merger.now)
    except RecordError as refusal:
        fresh = merging.look(*(Person.objects.get(pk=each.pk) for each in (merger.kept, merger.gone)), now=merger.now)
        return _compare(request, fresh, MergeForm(None, wanted=merging.reference_of(fresh)), error=str(refusal))
    messages.success(request, "Die beiden Personen sind jetzt eine.")
    return redirect("admin:eakte_file", CaseFile.objects.get(person=kept).pk)


def _compare(request: HttpRequest, merger: Merger, form: MergeForm, *, error: str = "") -> HttpResponse:
    today = local_day(merger.now)
    for file in merging.files_of(merger):
        protocol.record(request, protocol.Deed.READ, case_file=file.pk)
    form.initial = {"kept_version": merger.kept.version, "gone_version": merger.gone.version}
    return page(
        request,
        "merge.html",
        title=TITLE,
        status=409 if error else 400 if form.is_bound else 200,
        case_file=merger.kept_file,
        merger=merger,
        pairs=comparison.pairs(merger, today=today),
        warnings=comparison.warnings(merger, today=today),
        moves=contributions.moves(merger.gone),
        form=form,
        error=error,
    )
