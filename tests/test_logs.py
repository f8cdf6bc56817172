"""What is written to the log: asked of the real handler, with its filter and its format."""

import io
import json
import logging
import logging.config
import re
import uuid

import pytest
import structlog
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from appointments import holds
from appointments.views import booking
from auslaenderbehoerde.logs import logging_settings, wordless
from tests.factories.appointments import ConcernFactory, SlotFactory

NAME, MAIL, BIRTH_YEAR = "Al-Ḥusaynī", "maryam@example.org", "1987"
PERSON = {"family_name": NAME, "birth_date_year": BIRTH_YEAR, "email": MAIL}


@pytest.fixture
def lines():
    """Every line of the log in the format of production, as JSON."""
    logged = io.StringIO()
    handler = production_handler(logged)
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in logged.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def production_handler(stream: io.StringIO) -> logging.Handler:
    """The handler production uses, writing into a text."""
    made = logging.config.DictConfigurator(logging_settings(json=True))
    kind = made.config["formatters"]["lines"].pop("()")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(kind(**made.config["formatters"]["lines"]))
    handler.addFilter(made.configure_filter(made.config["filters"]["no_address"]))
    handler.setLevel("INFO")
    return handler


@pytest.fixture
def hold(db):
    """A place that is being filled in."""
    times = {"starts_at": "2037-03-22T07:00Z", "expires_at": "2037-03-15T06:10Z"}
    return booking.Hold.objects.create(concern=ConcernFactory(), channel="everyone", attempt=uuid.uuid4(), **times)


@pytest.fixture
def broken(client, monkeypatch):
    """A page that fails with the sentence PostgreSQL writes about a row that does not fit; gives the answer."""

    def fail(address, method="get", error=None):
        def page(*_arguments, **_options):
            raise error or ValueError(f"Failing row contains ({NAME}, {MAIL})")

        monkeypatch.setattr(booking.holds, "find", page)
        client.raise_request_exception = False
        return getattr(client, method)(address, PERSON if method == "post" else {})

    return fail


def test_one_line_for_each_request_with_the_route_and_not_the_address(client, db, lines):
    client.get("/de/termine/?leistung=geheim", REMOTE_ADDR="203.0.113.7", headers={"user-agent": "Telephone"})
    [line] = lines()
    assert re.fullmatch("[0-9A-F]{8}", line.pop("reference"))
    assert (type(line.pop("milliseconds")), type(line.pop("timestamp"))) == (int, str)
    assert line == {
        "event": "answered",
        "level": "info",
        "logger": "portal.request",
        "method": "GET",
        "network": "203.0.113.0/24",
        "route": "appointments:concerns",
        "status": 200,
        "user": None,
    }


@pytest.mark.parametrize(
    ("method", "status", "route"),
    [("get", 200, "appointments:person"), ("post", 302, "appointments:person"), ("delete", 200, "appointments:person")],
)
def test_a_line_about_a_hold_has_neither_token_nor_person(client, hold, lines, method, status, route):
    token = holds.token(hold)
    getattr(client, method)(reverse("appointments:person", args=[token]), PERSON if method == "post" else {})
    assert [(line["route"], line["status"]) for line in lines()] == [(route, status)]
    assert leaks(lines(), token) == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/de/termin/wrong-token-of-somebody/", 404),
        ("/wrong-token-of-somebody/", 404),
        ("/de/tuer/wrong-token-of-somebody/?frage=wrong-token-of-somebody", 404),
        ("/de/termin/wrong-token-of-somebody", 301),
    ],
)
def test_a_page_that_is_missing_gives_one_line_without_its_address(client, db, lines, path, status):
    client.get(path)
    assert [line["status"] for line in lines()] == [status]
    assert leaks(lines(), "wrong-token-of-somebody") == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("code=geheim%00", "application/x-www-form-urlencoded", 400),
        ("code=geheim", "application/x-www-form-urlencoded; charset=utf-7", 415),
        ("code=geheim", "multipart/form-data", 400),
        ("geheim=1&" * 2000, "application/x-www-form-urlencoded", 400),
    ],
    ids=["NUL", "charset", "no boundary", "too many fields"],
)
def test_a_form_that_is_refused_gives_one_line_and_is_no_fault(client, db, lines, body, kind, status):
    client.generic("POST", "/de/termin/finden/", body, kind)
    assert [(line["event"], line["status"]) for line in lines()] == [("answered", status)]
    assert leaks(lines(), "geheim") == []


def test_a_form_without_its_secret_gives_one_line(lines, db):
    Client(enforce_csrf_checks=True).post("/de/termin/finden/", {"code": "geheim"})
    assert [(line["event"], line["status"]) for line in lines()] == [("answered", 403)]
    assert leaks(lines(), "geheim") == []


def test_a_host_we_do_not_know_gives_one_line_without_its_name(client, db, lines, settings):
    settings.ALLOWED_HOSTS = ["termine.example.org"]
    client.get("/de/", headers={"host": "evil.example"})
    assert [(line["event"], line["status"]) for line in lines()] == [("answered", 400)]
    assert leaks(lines(), "evil.example") == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_fault_is_logged_once_with_the_reference_the_page_shows(broken, hold, lines, method):
    token = holds.token(hold)
    page = broken(reverse("appointments:person", args=[token]), method)
    fault, answered = lines()
    [shown] = re.findall(r"\b[0-9A-F]{8}\b", page.text)
    assert (page.status_code, fault["reference"], answered["reference"]) == (500, shown, shown)
    assert (fault["event"], fault["level"], fault["logger"]) == (
        "fault in appointments:person",
        "error",
        "django.request",
    )
    assert (answered["event"], answered["status"]) == ("answered", 500)
    assert leaks(lines(), token) == []


def test_a_fault_says_where_it_happened_and_of_which_kind(broken, hold, lines):
    broken(reverse("appointments:person", args=[holds.token(hold)]))
    told = lines()[0]["exception"]
    assert told.endswith("\nValueError")
    assert 'appointments/views/held.py", line' in told
    assert "holds.find(token)" in told


def test_every_request_has_a_reference_of_its_own(client, db, lines):
    for _visit in range(3):
        client.get("/de/")
    assert len({line["reference"] for line in lines()}) == 3


def test_nothing_of_a_request_stays_for_the_next(client, db):
    client.get("/de/")
    assert structlog.contextvars.get_contextvars() == {}


def test_an_error_of_the_database_does_not_quote_the_row(db):
    """PostgreSQL writes the whole row into its message: the log must not."""
    slot, far_too_many = SlotFactory(), 4711
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE appointments_slot SET booked = %s WHERE id = %s", [far_too_many, slot.pk])
    told = wordless((refused.type, refused.value, refused.tb))
    assert "4711" in str(refused.value)
    assert "4711" not in told
    assert told.splitlines()[-1] == "IntegrityError"
    assert "\nCheckViolation\n" in told


def test_a_ring_of_causes_ends():
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert wordless((ValueError, first, None)).splitlines() == ["ValueError"] * 10


def test_a_wrong_password_is_logged_without_the_name(client, db, lines):
    client.post("/verwaltung/konto/login/", {"login": "geheim.name", "password": "geheim-passwort"})
    assert {line["route"] for line in lines() if line["event"] == "answered"} == {"account_login"}
    assert leaks(lines(), "geheim.name") == []


def leaks(lines: list[dict], secret: str) -> list[str]:
    """The words of a person or a secret that occur in the lines."""
    text = json.dumps(lines, ensure_ascii=False)
    return [word for word in (secret, NAME, MAIL, BIRTH_YEAR, "geheim-passwort", "203.0.113.7") if word in text]
