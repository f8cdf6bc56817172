"""Akte ausgeben: the whole file as a ZIP, for another office, a court, or the person herself (Art. 15 DSGVO)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache

from auslaenderbehoerde.design.work import work_page
from eakte import export, protocol
from eakte.admin.documents import attachment
from eakte.admin.place import clerk, file_of, page


@work_page("ausgabe/<uuid:pk>/", name="eakte_export", right="eakte.export_casefile")
@never_cache
def export_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Say what will be in it; then make it while it is sent."""
    case_file = file_of(request, pk)
    wanted = export.contents(case_file, user=clerk(request), now=timezone.now())
    if request.method != "POST":
        return page(request, "export.html", title="Akte ausgeben", case_file=case_file, wanted=wanted)
    protocol.record(
        request, protocol.Deed.EXPORT, case_file=case_file.pk, subject=f"{len(wanted.papers)} Schriftstücke"
    )
    return attachment(export.stream(wanted), name=export.name_of(wanted), media_type="application/zip")
