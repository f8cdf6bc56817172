"""Pages for what goes wrong: they say what happened, what to do next and that nothing was lost."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form lay open for too long, or the browser keeps no cookies (CSRF_FAILURE_VIEW)."""
    return render(request, "form_expired.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Works without the database: no context processor runs, only the request itself is known."""
    context = {"request": request, "error_reference": getattr(request, "error_reference", "")}
    return HttpResponse(render_to_string("500.html", context), status=500)


def locked_out(request: HttpRequest, *_arguments: Any, **_options: Any) -> HttpResponse:
    """429 after too many wrong passwords for one name from one address."""
    seconds = int(settings.AXES_COOLOFF_TIME * 3600)
    answer = render(request, "account/locked_out.html", {"minutes": seconds // 60}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer
