"""Forms that the office uploaded."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from auslaenderbehoerde.catalogue.models import ServiceForm


def form(request: HttpRequest, number: int) -> FileResponse:
    """The PDF of a form, for everyone; its name is that of the form."""
    found = get_object_or_404(ServiceForm.objects.published().exclude(file=""), pk=number)
    return FileResponse(found.file.open(), filename=f"{found.name_de}.pdf", content_type="application/pdf")
