"""Who presses too often is slowed: first the device calculates a proof, then the answer is 429.

Counted is what stays unfinished: a confirmed booking is forgiven, so that a shelter or the office's
own network, where many share one address, goes on.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from appointments.tickets import code_hash
from auslaenderbehoerde import proof_of_work
from auslaenderbehoerde.limits import Limit, network_key, too_many

Page = Callable[..., HttpResponse]

BOOKING = Limit("booking", ask=40, refuse=400, seconds=600)
FINDING = Limit("finding", ask=10, refuse=60, seconds=3600)
ONE_CODE = Limit("one-code", ask=10, refuse=10, seconds=3600, fail_open=False)


def guarded_booking(page: Page) -> Page:
    """For the presses of a booking: a held place costs everyone else, until it is confirmed."""

    @wraps(page)
    def guarded(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        refusal = _refusal(request, BOOKING, BOOKING.count(network_key(request)))
        return refusal or page(request, *arguments, **options)

    return guarded


def booked(request: HttpRequest) -> None:
    """The booking is finished: forgive its two presses."""
    for _press in range(2):
        BOOKING.forgive(network_key(request))


def finding(page: Page) -> Page:
    """For the search of a lost ticket: failures count, by code and by network."""

    @wraps(page)
    def guarded(request: HttpRequest, form: Any) -> HttpResponse:
        if ONE_CODE.standing(_code(form.cleaned_data["code"])) >= ONE_CODE.refuse:
            return too_many(request, ONE_CODE)
        refusal = _refusal(request, FINDING, FINDING.standing(network_key(request)))
        return refusal or page(request, form)

    return guarded


def found_nothing(request: HttpRequest, code: str) -> None:
    """Count a failed search."""
    ONE_CODE.count(_code(code))
    FINDING.count(network_key(request))


def _code(text: str) -> str:
    return code_hash(text)


def _refusal(request: HttpRequest, limit: Limit, standing: int) -> HttpResponse | None:
    """Nothing, the page that asks for a proof and posts the same form again, or 429."""
    if standing > limit.refuse:
        return too_many(request, limit)
    if standing <= limit.ask or proof_of_work.solved(request):
        return None
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    kept = [(name, value) for name, value in fields if name not in {"csrfmiddlewaretoken", proof_of_work.FIELD}]
    seconds = limit.retry_after()
    answer = render(request, "components/proof_of_work.html", {"fields": kept, "seconds": seconds}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer
