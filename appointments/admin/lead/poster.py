"""Aushang: the poster at the door as a file, and its code replaced with one click."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from appointments import doorcodes
from appointments.admin.lead.place import go, needed_place, page, place_of
from appointments.exceptions import AppointmentError
from auslaenderbehoerde.design import languages, pdf
from auslaenderbehoerde.design.work import work_page

RIGHT = "appointments.replace_doorcode"


@work_page("aushang/", name="appointments_poster", right=RIGHT, room="Termine", title="Aushang")
@never_cache
def poster(request: HttpRequest) -> HttpResponse:
    """The code that holds, the file to print, the button to replace it."""
    place = place_of(request)
    if place is None:
        return page(request, "poster.html", title="Aushang")
    code = doorcodes.current_code(place.office)
    context = {
        "code": code,
        "address": doorcodes.address(code) if code else "",
        "pdf_available": pdf.available(),
        "headlines": headlines(),
    }
    return page(request, "poster.html", title="Aushang", place=place, **context)


@work_page("aushang/aushang.pdf", name="appointments_poster_file", right=RIGHT)
@never_cache
def file(request: HttpRequest) -> HttpResponse:
    """One page A4 to hang up."""
    place = needed_place(request)
    code = doorcodes.current_code(place.office)
    if code is None:
        raise Http404
    if not pdf.available():
        return redirect("admin:appointments_poster")
    context = {"office": place.office, "address": doorcodes.address(code), "headlines": headlines()}
    body = pdf.render(render_to_string("admin/lead/poster_pdf.html", context))
    headers = {"Content-Disposition": f'attachment; filename="aushang-{place.office.slug}.pdf"'}
    return HttpResponse(body, content_type="application/pdf", headers=headers)


@work_page("aushang/ersetzen/", name="appointments_poster_replace", right=RIGHT)
@require_POST
def replace(request: HttpRequest) -> HttpResponse:
    """A new code; the old poster's page says that it is out of date."""
    place = needed_place(request)
    try:
        doorcodes.replace_code(office=place.office, seen=request.POST.get("code", ""), now=timezone.now())
    except AppointmentError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Der neue Code gilt. Bitte drucken Sie den Aushang und hängen Sie ihn auf.")
    return go(place, "appointments_poster")


def headlines() -> list[dict[str, str]]:
    """The poster's sentence in every language, German first."""
    found = []
    for choice in languages.choices(""):
        with translation.override(choice["code"]):
            text = _("Sie möchten heute noch einen Termin? Scannen Sie den Code.")
        found.append({"code": choice["code"], "direction": choice["direction"], "text": text})
    return found
