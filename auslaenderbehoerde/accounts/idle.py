"""A screen nobody has touched for half an hour locks itself; what was typed comes back with the password.

The typed fields travel inside the locked page and never lie on the server. Pages that renew themselves do not count
as somebody working.
"""

import time
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

STAFF, ACCOUNT = "/verwaltung/", "/verwaltung/konto/"
SEEN, NOTED_EVERY = "staff_seen", 60
TYPED = "typed:"
NOT_TYPED = ("csrfmiddlewaretoken",)


class IdleLock:
    """Asks for the password again when nothing has been done for `IDLE_SECONDS` (OWASP ASVS 5.0, V7.3.1)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if not path.startswith(STAFF) or path.startswith(ACCOUNT) or not request.user.is_authenticated:
            return self.get_response(request)
        now = time.time()
        if now - request.session.get(SEEN, now) > settings.IDLE_SECONDS:
            return _renew() if _renews_itself(request) else locked(request)
        if not _renews_itself(request) and now - request.session.get(SEEN, 0) > NOTED_EVERY:
            request.session[SEEN] = now
        return self.get_response(request)


def begin(request: HttpRequest, **_signal: Any) -> None:
    """Signing in is the first thing somebody does."""
    request.session[SEEN] = time.time()


def _renews_itself(request: HttpRequest) -> bool:
    asked_by_htmx = request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers
    return request.method == "GET" and asked_by_htmx


def _renew() -> HttpResponse:
    """Tells htmx to load the whole page, which is the locked one."""
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def locked(request: HttpRequest, error: str = "") -> HttpResponse:
    """The locked page with what was typed, if a form was just sent."""
    asked = request.POST.get("next") if error else request.get_full_path()
    context = {
        "next": asked,
        "typed": _typed(request, sent=bool(error)),
        "error": error,
        "had_files": bool(request.FILES),
    }
    return render(request, "account/locked.html", context, status=403)


def _typed(request: HttpRequest, *, sent: bool) -> list[tuple[str, str]]:
    """Every field of the form: as it came, or as the locked page sends it back."""
    if sent:
        return _returned(request)
    fields = request.POST.lists() if request.method == "POST" else []
    return [(f"{TYPED}{name}", value) for name, values in fields for value in values if name not in NOT_TYPED]


def _returned(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.POST.lists() for value in values if name.startswith(TYPED)]


class UnlockForm(forms.Form):
    """The password of who is signed in."""

    password = forms.CharField()


@require_POST
def unlock(request: HttpRequest) -> HttpResponse:
    """With the right password go on: back to the page, or to the form with everything typed. Wrong ones count."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    form = UnlockForm(request.POST)
    password = form.cleaned_data["password"] if form.is_valid() else ""
    if authenticate(request, username=request.user.get_username(), password=password) != request.user:
        return locked(request, "Das Passwort stimmt nicht.")
    request.session[SEEN] = time.time()
    return _go_on(request)


def _go_on(request: HttpRequest) -> HttpResponse:
    target = _own(request)
    typed: list[Any] = [(name.removeprefix(TYPED), value) for name, value in _returned(request)]
    if not typed:
        return redirect(target)
    return render(request, "account/unlocked.html", {"next": target, "typed": typed})


def _own(request: HttpRequest) -> str:
    """The address that was asked for, if it is one of ours."""
    target = request.POST.get("next", "")
    ours = target.startswith(STAFF) and url_has_allowed_host_and_scheme(target, {request.get_host()})
    return target if ours else reverse("admin:index")
