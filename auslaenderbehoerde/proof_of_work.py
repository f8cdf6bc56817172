"""Proof of work (ALTCHA) instead of a picture riddle: the device calculates a second, nobody is excluded.

WCAG 2.2, 3.3.8 allows no test of the mind alone. Without JavaScript the proof cannot be made: such a
visitor goes on undisturbed until the hard limit, and then reads when to come back (429).
"""

import json
from base64 import b64decode
from datetime import timedelta

from altcha import create_challenge, verify_solution
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from redis.exceptions import RedisError

from auslaenderbehoerde import tokens
from auslaenderbehoerde.limits import Limit, too_many

FIELD = "altcha"
VALID = timedelta(minutes=20)
COST = 5000  # iterations of PBKDF2 for each guess; about half a second on a phone of 2020


@never_cache
@require_GET
def challenge(request: HttpRequest) -> JsonResponse:
    """A signed task for the device; nothing is stored for it."""
    made = create_challenge(
        "PBKDF2/SHA-256", COST, key_prefix="0", expires_at=timezone.now() + VALID, hmac_secret=_secret()
    )
    return JsonResponse(made.to_dict())


def solved(request: HttpRequest) -> bool:
    """Whether the form brings a right, fresh solution that was not used before.

    With Redis down a solution may be used twice: booking goes on.
    """
    payload = request.POST.get(FIELD, "")
    if not payload or len(payload) > 4000:
        return False
    try:
        right = verify_solution(payload, _secret()).verified
    except (ValueError, KeyError, TypeError, json.JSONDecodeError):
        return False
    return bool(right) and _first_use(payload)


def refusal(request: HttpRequest, limit: Limit, standing: int) -> HttpResponse | None:
    """Nothing, the page that asks for a proof and posts the same form again, or 429."""
    if standing > limit.refuse:
        return too_many(request, limit)
    if standing <= limit.ask or solved(request):
        return None
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    kept = [(name, value) for name, value in fields if name not in {"csrfmiddlewaretoken", FIELD}]
    seconds = limit.retry_after()
    answer = render(request, "components/proof_of_work.html", {"fields": kept, "seconds": seconds}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def _first_use(payload: str) -> bool:
    """By the task's signature: one solution can be written in many ways, and one task has many solutions."""
    name = f"proof:{json.loads(b64decode(payload))['challenge']['signature']}"
    try:
        return cache.add(name, 1, timeout=int(VALID.total_seconds()))
    except RedisError:
        return True


def _secret() -> str:
    return tokens.fingerprint("proof of work", "secret")
