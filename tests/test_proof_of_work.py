"""Real tasks, solved with the library as a device solves them, and everything that is no solution."""

import base64
import json
from datetime import timedelta

import altcha
import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from auslaenderbehoerde import proof_of_work
from tests import counters


@pytest.fixture(autouse=True)
def redis(settings):
    """A memory of used solutions of this process alone."""
    settings.CACHES = counters.own()
    cache.clear()
    return settings


@pytest.fixture
def task(client) -> dict:
    """A fresh task, as the page asks for it."""
    return client.get(reverse("proof_of_work")).json()


@pytest.fixture
def payload(task) -> str:
    """The task and its solution, as the device sends them."""
    return packed(solve(task))


@pytest.fixture
def accepts(rf):
    """Whether a form with this text brings a right and fresh solution."""
    return lambda text: proof_of_work.solved(rf.post("/", {proof_of_work.FIELD: text}))


def solve(task: dict, *, from_counter: int = 0) -> dict:
    challenge = altcha.Challenge.from_dict(task)
    found = altcha.solve_challenge(challenge, altcha.derive_key_pbkdf2, counter_start=from_counter)
    return altcha.Payload(challenge, found).to_dict()


def packed(value: object, **style) -> str:
    return base64.b64encode(json.dumps(value, **style).encode()).decode()


def test_a_task_is_short_signed_and_never_kept_by_a_browser(client):
    answer = client.get(reverse("proof_of_work"))
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    assert set(answer.json()) == {"parameters", "signature"}
    assert answer.json()["parameters"]["cost"] == proof_of_work.COST


def test_asking_for_a_task_costs_no_query_and_stores_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse("proof_of_work"))
    assert counters.names() == []


def test_every_task_is_another(client):
    nonces = {client.get(reverse("proof_of_work")).json()["parameters"]["nonce"] for _ask in range(5)}
    assert len(nonces) == 5


def test_a_solved_task_is_accepted_once(accepts, payload):
    assert [accepts(payload), accepts(payload)] == [True, False]


def test_the_same_solution_written_differently_is_not_fresh(accepts, task):
    solved = solve(task)
    written = [
        packed(solved),
        packed(solved, indent=2),
        packed(dict(reversed(solved.items()))),
        packed(solved | {"took": 1}),
        packed(solved) + "=",
    ]
    assert [accepts(text) for text in written] == [True, False, False, False, False]


def test_another_solution_of_the_same_task_is_not_fresh(accepts, task):
    first = solve(task)
    second = solve(task, from_counter=first["solution"]["counter"] + 1)
    assert first != second
    assert [accepts(packed(first)), accepts(packed(second))] == [True, False]


def test_a_solution_is_worth_nothing_after_twenty_minutes(accepts, payload):
    with time_machine.travel(timezone.now() + proof_of_work.VALID + timedelta(seconds=1), tick=False):
        assert accepts(payload) is False


def test_what_is_remembered_is_forgotten_when_the_solution_has_run_out(accepts, payload):
    accepts(payload)
    client = cache._cache.get_client(write=True)
    assert [0 < client.ttl(name) <= 1200 for name in counters.names()] == [True]


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("parameters", "cost", 1),
        ("parameters", "keyPrefix", ""),
        ("parameters", "nonce", "00" * 16),
        ("parameters", "expiresAt", 4102444800),
        ("solution", "counter", -1),
        ("solution", "counter", 2**32),
        ("solution", "counter", "0"),
        ("solution", "derivedKey", "00" * 32),
        ("signature", None, ""),
        ("signature", None, "00" * 32),
        ("signature", None, 1),
    ],
)
def test_a_forged_solution_is_refused(accepts, task, part, name, value):
    solved = solve(task)
    if part == "signature":
        solved["challenge"]["signature"] = value
    else:
        (solved if part == "solution" else solved["challenge"])[part][name] = value
    assert accepts(packed(solved)) is False


def test_a_task_we_did_not_sign_is_refused(accepts):
    own = altcha.create_challenge("PBKDF2/SHA-256", 1, key_prefix="0", hmac_secret="somebody's")
    assert accepts(packed(solve(own.to_dict()))) is False


def test_a_task_signed_under_another_key_is_refused(accepts, payload, settings):
    settings.LINK_KEY = "another key"
    assert accepts(payload) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "ä",
        "====",
        "A" * 4001,
        *(packed(junk) for junk in (None, 1, "x", [], {}, {"challenge": {}, "solution": {}}, {"challenge": []})),
        packed({"challenge": {"parameters": [], "signature": "x"}, "solution": {"counter": 0, "derivedKey": ""}}),
        packed({"challenge": {"parameters": {}, "signature": "x"}, "solution": []}),
    ],
)
def test_junk_is_refused(accepts, text):
    assert accepts(text) is False


def test_a_form_without_a_solution_is_refused(rf):
    assert proof_of_work.solved(rf.post("/", {})) is False


def test_without_redis_a_right_solution_counts_and_a_wrong_one_does_not(accepts, payload, redis):
    redis.CACHES = counters.out_of_reach()
    assert [accepts(payload), accepts(payload), accepts("x")] == [True, True, False]
