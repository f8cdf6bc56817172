"""The pages everybody may read: find, tell. One of them also listens."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from auslaenderbehoerde import proof_of_work
from auslaenderbehoerde.authority.models import PageKey
from auslaenderbehoerde.authority.selectors import office_pages, page
from auslaenderbehoerde.authority.services import receive_feedback
from auslaenderbehoerde.catalogue.models import Service
from auslaenderbehoerde.limits import Limit, network_key
from auslaenderbehoerde.portal.forms import FeedbackForm
from auslaenderbehoerde.portal.selectors import places_at_door, service_page

FEEDBACK = Limit("feedback", ask=5, refuse=50, seconds=3600)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What do you want to do?"""
    return render(request, "portal/start.html", {"notice": page(PageKey.START), "places_at_door": places_at_door()})


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Everything we offer."""
    return render(request, "portal/services.html", {"services": Service.objects.published()})


@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: what it is, what it needs, what it costs, how to go on."""
    try:
        found = service_page(slug, today=timezone.localdate())
    except Service.DoesNotExist as error:
        raise Http404 from error
    return render(request, "portal/service.html", {"page": found, "service": found.service})


@require_safe
def on_site(request: HttpRequest) -> HttpResponse:
    """Where we are, when we are open, and who else is under the roof."""
    today = timezone.localdate()
    return render(request, "portal/on_site.html", {"pages": office_pages(today), "today": today})


@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    """Who is behind this portal (§ 5 DDG)."""
    return render(request, "portal/imprint.html", {"page": page(PageKey.IMPRINT)})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What happens to personal data, and the rights of the person (Art. 12 to 22 GDPR)."""
    return render(request, "portal/privacy.html", {"page": page(PageKey.PRIVACY)})


@require_http_methods(["GET", "HEAD", "POST"])
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the portal is, and a form to report a barrier."""
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _receive(request, form)
    return render(request, "portal/accessibility.html", {"page": page(PageKey.ACCESSIBILITY), "form": form})


def _receive(request: HttpRequest, form: FeedbackForm) -> HttpResponse:
    """Keep what was written; many from one network first prove that a device writes them, not a machine."""
    refusal = proof_of_work.refusal(request, FEEDBACK, FEEDBACK.count(network_key(request)))
    if refusal is None:
        receive_feedback(**form.cleaned_data, language=get_language() or "de", now=timezone.now())
        messages.success(request, _("Danke. Ihre Meldung ist bei uns. Wir prüfen sie innerhalb eines Monats."))
    return refusal or redirect("portal:accessibility")


@require_safe
def easy_language(request: HttpRequest) -> HttpResponse:
    """The portal in easy German (Leichte Sprache); there is no other language of this page."""
    return render(request, "portal/easy_language.html", {"page": page(PageKey.EASY_LANGUAGE)})
