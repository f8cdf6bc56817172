"""Letters about a proceeding, as a file to print."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache

from auslaenderbehoerde.design import pdf
from auslaenderbehoerde.design.work import work_page
from eakte import letters, protocol
from eakte.admin.place import READ, WORK, clerk, file_of
from eakte.exceptions import RecordError
from eakte.models import Deadline


@work_page("akten/<uuid:pk>/frist/<uuid:deadline>/schreiben.pdf", name="eakte_papers_letter", right=READ)
@never_cache
def papers_letter(request: HttpRequest, pk: UUID, deadline: UUID) -> HttpResponse:
    """The letter that asks for papers."""
    case_file = file_of(request, pk)
    if not clerk(request).has_perm(WORK):
        raise Http404
    related = ("proceeding__case_file__person", "proceeding__case_file__department__office", "proceeding__service")
    asked = Deadline.objects.filter(kind=Deadline.Kind.PAPERS, proceeding__case_file=case_file).select_related(*related)
    found = get_object_or_404(asked, pk=deadline)
    try:
        body = letters.papers_letter(found)
    except pdf.PdfUnavailable:
        messages.warning(request, "Auf diesem Server fehlt Pango: Es gibt keine PDF-Dateien.")
    except RecordError as refusal:
        messages.error(request, str(refusal))
    else:
        protocol.record(request, protocol.Deed.DOWNLOAD, case_file=case_file.pk, subject=f"schreiben:{found.pk}")
        headers = {"Content-Disposition": 'attachment; filename="Unterlagen.pdf"'}
        return HttpResponse(body, content_type="application/pdf", headers=headers)
    return redirect("admin:eakte_file", case_file.pk)
