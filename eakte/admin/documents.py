"""Documents: looked at page by page as pictures, downloaded as an attachment, taken in, changed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from auslaenderbehoerde.design.work import work_page
from eakte import papers, protocol
from eakte.admin.document_forms import FactsForm, UploadForm, VersionForm
from eakte.admin.place import READ, WORK, clerk, file_of, page
from eakte.exceptions import ChangedMeanwhile, RecordError
from eakte.models import Document, DocumentVersion
from eakte.services import documents
from eakte.services.documents import Incoming

CONFLICT = 409


@work_page("schriftstuecke/akte/<uuid:pk>/", name="eakte_documents", right=READ)
@require_safe
def listed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All documents of a file, or those of one kind (`?art=`)."""
    case_file, kind = file_of(request, pk), request.GET.get("art", "")
    rows = Document.objects.filter(case_file=case_file).readable_by(clerk(request))
    chosen = rows.filter(category=kind) if kind in Document.Category.values else rows
    protocol.record(request, protocol.Deed.LIST, case_file=case_file.pk, subject="Schriftstücke")
    return page(
        request,
        "documents.html",
        title="Schriftstücke",
        case_file=case_file,
        lines=papers.lines(chosen),
        hidden=papers.hidden(case_file, clerk(request)),
        kinds=Document.Category.choices,
        kind=kind,
    )


@work_page("schriftstuecke/<uuid:pk>/", name="eakte_document", right=READ)
@never_cache
@require_safe
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The first page, or another one (`?seite=`), of the latest version or of another (`?fassung=`)."""
    return show(request, document_of(request, pk))


@work_page("schriftstuecke/<uuid:pk>/datei/<int:number>/", name="eakte_download", right=READ)
@never_cache
@require_safe
def download(request: HttpRequest, pk: UUID, number: int) -> HttpResponseBase:
    """The original of one version, always as an attachment."""
    found = document_of(request, pk)
    version = _version(found, number)
    try:
        original = documents.give_out(version, now=timezone.now())
    except RecordError as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:eakte_document", found.pk)
    protocol.record(
        request, protocol.Deed.DOWNLOAD, case_file=found.case_file_id, subject=f"{found.pk} Fassung {version.number}"
    )
    return attachment(original, name=version.file_name, media_type=version.media_type, size=version.size)


@work_page("ablage/<uuid:pk>/neu/", name="eakte_document_new", right=WORK)
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take papers into a file."""
    case_file = file_of(request, pk)
    initial = {"dated_on": timezone.localdate()}
    form = UploadForm(request.POST or None, request.FILES or None, case_file=case_file, initial=initial)
    if request.method != "POST" or not form.is_valid():
        status = 400 if request.method == "POST" else 200
        return page(request, "document_new.html", title="Schriftstücke", form=form, case_file=case_file, status=status)
    files = form.cleaned_data["upload"]
    try:
        checked = [documents.check(Incoming(file.name, file.chunks)) for file in files]
        for each in checked:
            facts = form.facts | {"title": form.facts["title"] or each.incoming.name[:200]}
            documents.add_document(
                case_file=case_file,
                checked=each,
                facts=facts,
                source=form.cleaned_data["source"],
                by=clerk(request),
                now=timezone.now(),
            )
    except RecordError as refusal:
        form.add_error("upload", str(refusal))
        return page(request, "document_new.html", title="Schriftstücke", form=form, case_file=case_file, status=400)
    messages.success(request, "Aufgenommen." if len(files) == 1 else f"{len(files)} Schriftstücke aufgenommen.")
    return redirect("admin:eakte_file", case_file.pk)


@work_page("ablage/<uuid:pk>/fassung/", name="eakte_version_new", right=WORK)
@require_POST
def new_version(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A better copy of the same paper."""
    found, form = document_of(request, pk), VersionForm(request.POST, request.FILES)

    def do() -> str:
        file = form.cleaned_data["upload"][0]
        checked = documents.check(Incoming(file.name, file.chunks))
        version = documents.add_version(document=found, checked=checked, by=clerk(request), now=timezone.now())
        return f"Fassung {version.number} ist aufgenommen. Die früheren bleiben erhalten."

    return _do(request, found, form, do, version_form=form)


@work_page("ablage/<uuid:pk>/aendern/", name="eakte_document_change", right=WORK)
@require_POST
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is written on it; the original stays as it came."""
    found = document_of(request, pk)
    form = FactsForm(request.POST, instance=found)

    def do() -> str:
        documents.change_document(document=found, facts=form.facts, seen=form.cleaned_data["seen"])
        return "Gespeichert."

    return _do(request, found, form, do, form=form)


def _do(request: HttpRequest, found: Document, filled: Any, do: Callable[[], str], **forms: Any) -> HttpResponse:
    """Do it and tell; what was typed stays where it cannot be done."""
    if not filled.is_valid():
        return show(request, found, status=400, **forms)
    try:
        messages.success(request, do())
    except ChangedMeanwhile as refusal:
        return show(request, document_of(request, found.pk), error=str(refusal), status=CONFLICT, **forms)
    except RecordError as refusal:
        return show(request, found, error=str(refusal), status=400, **forms)
    if papers.visible(clerk(request)).filter(pk=found.pk).exists():
        return redirect("admin:eakte_document", found.pk)
    return redirect("admin:eakte_file", found.case_file_id)


def show(request: HttpRequest, found: Document, *, status: int = 200, **opened: Any) -> HttpResponse:
    """One page of a document with what is known of it."""
    version = _version(found, _number(request, "fassung"))
    size = "large" if request.GET.get("groesse") == "gross" else "normal"
    sheet = papers.sheet(version, number=_number(request, "seite") or 1, size=size, now=timezone.now())
    protocol.record(
        request, protocol.Deed.PREVIEW, case_file=found.case_file_id, subject=f"{found.pk} Seite {sheet.number}"
    )
    context = {"form": FactsForm(instance=found), "version_form": VersionForm()} | opened
    return page(
        request,
        "document.html",
        title="Schriftstück",
        status=status,
        document=found,
        version=version,
        versions=found.versions.select_related("created_by"),
        sheet=sheet,
        size=size,
        may_change=clerk(request).has_perm(WORK),
        **context,
    )


def document_of(request: HttpRequest, pk: UUID) -> Document:
    """A document of a file this person may see, in an access class they may read; else 404."""
    found = papers.visible(clerk(request)).filter(pk=pk).first()
    if found is None:
        protocol.record(request, protocol.Deed.REFUSED, subject=str(pk))
        raise Http404
    return found


def attachment(original: Any, *, name: str, media_type: str, size: int | None = None) -> StreamingHttpResponse:
    """Bytes the browser must save and not show."""
    response = StreamingHttpResponse(original, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if size is not None:
        response["Content-Length"] = size
    return response


def _version(found: Document, number: int | None) -> DocumentVersion:
    rows = found.versions.order_by("-number")
    version = rows.filter(number=number).first() if number else rows.first()
    if version is None:
        raise Http404
    return version


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 6 else None
