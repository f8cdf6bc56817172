"""The second factor: without it nobody of staff gets past the door."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

STAFF, ACCOUNT = "/verwaltung/", "/verwaltung/konto/"


class SecondFactor:
    """Sends a signed-in person without a second factor to set one up, before any page of the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        inside = path.startswith(STAFF) and not path.startswith(ACCOUNT)
        if settings.REQUIRE_MFA and inside and request.user.is_authenticated and not is_mfa_enabled(request.user):
            return redirect("mfa_activate_totp")
        return self.get_response(request)
