"""How long a closed file is kept, as its page shows it."""

from django.http import HttpRequest

from eakte import due_files, retention
from eakte.contributions import Panel
from eakte.models import CaseFile
from eakte.services.disposal import RIGHT


def retention_panels(request: HttpRequest, case_file: CaseFile) -> list[Panel]:
    """Nothing for an open file."""
    if case_file.closed_at is None:
        return []
    context = {
        "reason": case_file.get_close_reason_display(),
        "counts_from": case_file.counts_from,
        "until": due_files.until_of(case_file),
        "basis": retention.basis_of(case_file.close_reason),
        "may": request.user.has_perm(RIGHT),
    }
    return [Panel("Aufbewahrung", "admin/eakte/_retention.html", context, order=90)]
