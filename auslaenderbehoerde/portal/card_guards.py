"""Guessing codes is slowed; asking about the own card is not.

Failures count alone. But a failure must not cost more than a success, or a clock would tell them apart: every
question is counted before it is answered, beside a shadow that counts nothing of interest, and afterwards one of the
two is forgiven.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from auslaenderbehoerde import limits, proof_of_work
from auslaenderbehoerde.limits import Limit, network_key, too_many
from eakte.pickup_codes import plain

# The sixth try of a code in ten minutes is refused. Without counters nobody is answered.
CODE = Limit("card-code", ask=6, refuse=6, seconds=600, fail_open=False)
NETWORK = Limit("card-network", ask=10, refuse=60, seconds=3600, fail_open=False)
SHADOWS = Limit("card-code-shadow", ask=6, refuse=6, seconds=600), Limit("card-network-shadow", 10, 60, 3600)
OUTAGE_SECONDS = 60


def refused(request: HttpRequest, code: str) -> HttpResponse | None:
    """Nothing and the question is counted; else the proof of work, 429, or 503 where there are no counters."""
    if CODE.standing(plain(code)) >= CODE.refuse:
        return _closed(request)
    refusal = proof_of_work.refusal(request, NETWORK, NETWORK.standing(network_key(request)))
    if refusal is not None:
        return refusal
    tries = [limit.count(key) for limit, key in (*_counted(request, code), *_shadowed(request, code))]
    return _closed(request) if tries[0] >= CODE.refuse else None


def settle(request: HttpRequest, code: str, *, known: bool) -> None:
    """The question is answered: a right one is forgiven, of a wrong one only the shadow is."""
    for limit, key in _counted(request, code) if known else _shadowed(request, code):
        limit.forgive(key)


def _counted(request: HttpRequest, code: str) -> list[tuple[Limit, str]]:
    return [(CODE, plain(code)), (NETWORK, network_key(request))]


def _shadowed(request: HttpRequest, code: str) -> list[tuple[Limit, str]]:
    return list(zip(SHADOWS, [plain(code), network_key(request)], strict=True))


def _closed(request: HttpRequest) -> HttpResponse:
    if limits.in_reach():
        return too_many(request, CODE)
    answer = render(request, "portal/card_closed.html", status=503)
    answer["Retry-After"] = str(OUTAGE_SECONDS)
    return answer
