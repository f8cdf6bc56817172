"""Letters about a proceeding, as a file to print."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from auslaenderbehoerde.design import pdf
from auslaenderbehoerde.design.work import work_page
from eakte import protocol
from eakte.admin.place import WORK, clerk, file_of
from eakte.exceptions import RecordError
from eakte.models import Deadline
from eakte.services import outgoing


@work_page("ablage/<uuid:pk>/schreiben/<uuid:deadline>/", name="eakte_papers_letter", right=WORK)
@require_POST
def papers_letter(request: HttpRequest, pk: UUID, deadline: UUID) -> HttpResponse:
    """The letter that asks for papers: into the file, and to the printer."""
    case_file = file_of(request, pk)
    asked = Deadline.objects.filter(kind=Deadline.Kind.PAPERS, proceeding__case_file=case_file)
    found = get_object_or_404(asked, pk=deadline)
    try:
        body = outgoing.print_papers_letter(deadline=found, by=clerk(request), now=timezone.now())
    except pdf.PdfUnavailable:
        messages.warning(request, "Auf diesem Server fehlt Pango: Es gibt keine PDF-Dateien.")
    except RecordError as refusal:
        messages.error(request, str(refusal))
    else:
        protocol.record(request, protocol.Deed.DOWNLOAD, case_file=case_file.pk, subject=f"schreiben:{found.pk}")
        headers = {"Content-Disposition": f'attachment; filename="{outgoing.NAME}"'}
        return HttpResponse(body, content_type="application/pdf", headers=headers)
    return redirect("admin:eakte_file", case_file.pk)
