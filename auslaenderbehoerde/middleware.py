"""What every request passes before it reaches a page."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from auslaenderbehoerde.networks import inside, plain_address

GetResponse = Callable[[HttpRequest], HttpResponse]


class TrustedProxies:
    """Believes forwarding headers of the named proxies only; everybody else's are dropped.

    The visitor is the right-most address of X-Forwarded-For that is not one of our own proxies:
    whatever stands left of it, the visitor may have written.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = request.META.pop("HTTP_X_FORWARDED_PROTO", "")
        if inside(request.META.get("REMOTE_ADDR", ""), settings.TRUSTED_PROXIES):
            request.META["REMOTE_ADDR"] = visitor(forwarded) or request.META["REMOTE_ADDR"]
            if scheme.strip().lower() == "https":
                request.META["wsgi.url_scheme"] = "https"
        return self.get_response(request)


def visitor(forwarded: str) -> str | None:
    """The visitor's address in a X-Forwarded-For list, seen from the right; None if nothing is readable."""
    for part in reversed(forwarded.split(",")):
        address = plain_address(part)
        if address is None:
            return None
        if not inside(address, settings.TRUSTED_PROXIES):
            return address
    return None


class Utf8Forms:
    """Refuses a form in another charset before CSRF reads it: Django would answer 500.

    415 for a declared charset that is not UTF-8; 400 for bytes that are not UTF-8 and for NUL,
    which PostgreSQL cannot store. In the parts of a multipart form Django replaces what is not UTF-8.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            charset = request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"
            if charset.strip().strip('"').lower() not in {"utf-8", "utf8", "us-ascii"}:
                return render(request, "400.html", status=415)
            request.encoding = "utf-8"  # Django knows it by this name only
            if not _readable(request):
                return render(request, "400.html", status=400)
        return self.get_response(request)


def _readable(request: HttpRequest) -> bool:
    if request.content_type == "multipart/form-data":
        return not any("\0" in text for name, values in request.POST.lists() for text in (name, *values))
    if request.content_type != "application/x-www-form-urlencoded":
        return True  # Django reads no form from it
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return True  # Django refuses it by size
    body = unquote_to_bytes(request.body.replace(b"+", b" "))
    try:
        return "\0" not in body.decode()
    except UnicodeDecodeError:
        return False


class KeptNowhere:
    """No page is kept by a browser or a proxy unless it says so itself: most of them are about somebody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class GermanForStaff:
    """Under /verwaltung/ the language is German, whatever the browser prefers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/verwaltung/"):
            translation.activate("de")
            request.LANGUAGE_CODE = "de"
        return self.get_response(request)
