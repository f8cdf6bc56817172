"""Auskunft nach Art. 15 DSGVO: everything that is stored of a person, as one ZIP for herself."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache

from auslaenderbehoerde.design.work import work_page
from eakte import access_answer, export, protocol
from eakte.admin.documents import attachment
from eakte.admin.place import clerk, page
from eakte.models import CaseFile
from eakte.services import files

TITLE = "Auskunft nach Art. 15 DSGVO"
NOTE = "Auskunft nach Art. 15 DSGVO zusammengestellt: {papers} Schriftstücke, {parts} Einträge."
FORBIDDEN = 403


@work_page("auskunft/<uuid:pk>/", name="eakte_answer", right="eakte.answer_access")
@never_cache
def answer(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Say what will be in it, or which file stands in the way; then make it while it is sent."""
    user, now = clerk(request), timezone.now()
    case_file = get_object_or_404(CaseFile.objects.findable_by(user).select_related("person"), pk=pk)
    if blocked := access_answer.in_the_way(case_file.person, user):
        return _refused(request, case_file, blocked)
    wanted = access_answer.contents(case_file, now=now)
    if request.method != "POST":
        protocol.record(request, protocol.Deed.READ, case_file=case_file.pk)
        return page(request, "answer.html", title=TITLE, case_file=case_file, wanted=wanted)
    counted = {"papers": len(wanted.papers), "parts": len(wanted.parts)}
    with transaction.atomic():
        files.write_note(case_file=case_file, text=NOTE.format(**counted), by=user, now=now)
        protocol.record(
            request, protocol.Deed.ANSWER, case_file=case_file.pk, subject="{papers} Schriftstücke".format(**counted)
        )
    return attachment(export.stream(wanted), name=export.name_of(wanted), media_type="application/zip")


def _refused(request: HttpRequest, case_file: CaseFile, blocked: list[CaseFile]) -> HttpResponse:
    """Which file it is and whom to ask, and nothing of what stands in it."""
    protocol.record(request, protocol.Deed.REFUSED, case_file=case_file.pk)
    return page(request, "answer.html", title=TITLE, status=FORBIDDEN, case_file=case_file, blocked=blocked)
