"""The screen in the waiting room: open to everybody, without a name, in all languages in turn."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from appointments.calls import seconds_of_day, shown_calls
from auslaenderbehoerde.authority.models import Office

SECONDS_PER_LANGUAGE = 9


@never_cache
@require_safe
def display(request: HttpRequest, office: str) -> HttpResponse:
    """The whole page; `?ton=aus` never makes a sound."""
    found = get_object_or_404(Office, slug=office)
    context = _shown(found) | {"quiet": request.GET.get("ton") == "aus"}
    return _unlisted(render(request, "appointments/display.html", context))


@never_cache
@require_safe
def display_part(request: HttpRequest, office: str) -> HttpResponse:
    """The part that changes; 304 when nothing has."""
    context = _shown(get_object_or_404(Office, slug=office))
    if request.headers.get("If-None-Match") == f'"{context["mark"]}"':
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = render(request, "appointments/_display.html", context)
    answer["ETag"] = f'"{context["mark"]}"'
    return _unlisted(answer)


def _shown(office: Office) -> dict[str, Any]:
    now = timezone.now()
    calls = shown_calls(office, now=now)
    turn = seconds_of_day(now) // SECONDS_PER_LANGUAGE
    language = settings.LANGUAGES[turn % len(settings.LANGUAGES)][0]
    minute = seconds_of_day(now) // 60
    fresh = calls.is_fresh(now)
    return {
        "office": office,
        "calls": calls,
        "fresh": fresh,
        "now": now,
        "shown_language": language,
        "direction": "rtl" if translation.get_language_info(language)["bidi"] else "ltr",
        "mark": f"{calls.mark}-{language}-{minute}-{int(fresh)}",
    }


def _unlisted(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
