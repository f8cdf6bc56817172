"""The documents of a file as a part of its page: the newest, and a form for new ones."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from eakte import papers
from eakte.admin.document_forms import UploadForm
from eakte.contributions import Panel
from eakte.models import CaseFile, Document

SHOWN = 15
WORK = "eakte.work_on_casefile"


def documents_panel(request: HttpRequest, case_file: CaseFile, now: datetime) -> Panel:
    """The newest documents this person may open, and how many there are."""
    rows = Document.objects.filter(case_file=case_file)
    readable = rows.readable_by(request.user)
    total = readable.count()
    context = {
        "case_file": case_file,
        "lines": papers.lines(readable[:SHOWN]),
        "more": max(0, total - SHOWN),
        "hidden": rows.count() - total,
        "form": new_form(case_file, now) if request.user.has_perm(WORK) else None,
    }
    return Panel("Schriftstücke", "admin/eakte/_documents.html", context, order=20)


def new_form(case_file: CaseFile, now: datetime) -> UploadForm:
    """An empty form for new documents, dated today."""
    return UploadForm(case_file=case_file, initial={"dated_on": timezone.localdate(now)}, auto_id="neu_%s")
