"""Who presses too often is slowed: first the device calculates a proof, then the answer is 429.

Counted is what stays unfinished: a confirmed booking is forgiven, so that a shelter or the office's
own network, where many share one address, goes on.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from appointments.tickets import code_hash
from auslaenderbehoerde import proof_of_work, tokens
from auslaenderbehoerde.limits import Limit, network_key, too_many

Page = Callable[..., HttpResponse]

BOOKING = Limit("booking", ask=40, refuse=400, seconds=600)
BOOKED = Limit("booked", ask=20, refuse=120, seconds=3600)
FINDING = Limit("finding", ask=10, refuse=60, seconds=3600)
LINKS = Limit("links", ask=3, refuse=3, seconds=86400)
ONE_CODE = Limit("one-code", ask=10, refuse=10, seconds=3600, fail_open=False)
# In the building everybody shares one address, and nothing is shown but a number: arrivals go on without counters.
ARRIVING = Limit("arriving", ask=300, refuse=300, seconds=3600)
ARRIVING_CODE = Limit("arriving-code", ask=10, refuse=10, seconds=3600)


def guarded_booking(page: Page) -> Page:
    """For the presses of a booking: a held place costs everyone else, until it is confirmed."""

    @wraps(page)
    def guarded(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        refusal = proof_of_work.refusal(request, BOOKING, BOOKING.count(network_key(request)))
        return refusal or page(request, *arguments, **options)

    return guarded


def guarded_confirming(page: Page) -> Page:
    """For the press that books: finished bookings of one network count for an hour and are never forgiven."""

    @wraps(page)
    def guarded(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        refusal = proof_of_work.refusal(request, BOOKED, BOOKED.standing(network_key(request)))
        return refusal or page(request, *arguments, **options)

    return guarded


def booked(request: HttpRequest) -> None:
    """The booking is finished: count it, and forgive its two presses."""
    BOOKED.count(network_key(request))
    for _press in range(2):
        BOOKING.forgive(network_key(request))


def finding(page: Page) -> Page:
    """For the search of a lost ticket: failures count, by what is searched for and by network."""

    @wraps(page)
    def guarded(request: HttpRequest, form: Any) -> HttpResponse:
        if ONE_CODE.standing(_sought(form.cleaned_data)) >= ONE_CODE.refuse:
            return too_many(request, ONE_CODE)
        refusal = proof_of_work.refusal(request, FINDING, FINDING.standing(network_key(request)))
        return refusal or page(request, form)

    return guarded


def may_send(wanted: Mapping[str, str]) -> bool:
    """Whether this code's or address's links may be sent once more today; nobody's mailbox is filled by strangers."""
    return LINKS.count(_sought(wanted)) <= LINKS.refuse


def found_nothing(request: HttpRequest, wanted: Mapping[str, str]) -> None:
    """Count a failed search, and every wish for a mail: whether it was one, nobody is told."""
    ONE_CODE.count(_sought(wanted))
    FINDING.count(network_key(request))


def arrival_paused(request: HttpRequest, code: str) -> Limit | None:
    """The limit that closes the terminal for this code or this network now, or nothing."""
    if ARRIVING_CODE.standing(_code(code)) >= ARRIVING_CODE.refuse:
        return ARRIVING_CODE
    return ARRIVING if ARRIVING.standing(network_key(request)) >= ARRIVING.refuse else None


def arrival_failed(request: HttpRequest, code: str) -> None:
    """Count an arrival nobody was found for."""
    ARRIVING_CODE.count(_code(code))
    ARRIVING.count(network_key(request))


def _sought(wanted: Mapping[str, str]) -> str:
    """The key of a search: the hash of the ticket's code, or that of the address."""
    return _code(wanted["code"]) if "code" in wanted else tokens.fingerprint("address", wanted["email"].casefold())


def _code(text: str) -> str:
    return code_hash(text)
