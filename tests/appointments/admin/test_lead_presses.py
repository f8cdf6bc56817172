"""Each button of the lead's pages, pressed once: where it leads, what it says, and all that it changed."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.urls import reverse

from appointments import proposals
from appointments.models import Appointment, DoorCode, PlanException, PlanLine, Proposal, Release
from auslaenderbehoerde.design import work
from notifications.models import OutboxMessage
from tests.appointments.planned import EIGHT, MONDAY, SEVEN, give, grid, limit, planned_concern, somebody
from tests.factories.accounts import staff
from tests.factories.appointments import DoorCodeFactory

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
NEXT = EIGHT + WEEK
PRESSED = {
    "staffing", "close", "release", "lift", "withdraw", "propose_all", "propose", "keep", "cancel",
    "line", "line_add", "line_end", "poster_replace",
}  # fmt: skip
ASKED = "appointment__booked_at"
ONLY_READ = {"today", "day", "affected", "affected_one", "plan", "plan_history", "poster", "poster_file"}


@pytest.fixture(autouse=True)
def lead(client):
    """The team lead at seven on Monday."""
    with time_machine.travel(SEVEN, tick=False):
        user = staff("team_lead")
        client.force_login(user)
        yield user


@pytest.fixture
def concern():
    """Two clerks, three steps."""
    return planned_concern(everyone=2)


@pytest.fixture
def booked(concern, book_at):
    """Two people at eight; what they were told when they booked is out of the way."""
    people = [
        book_at(concern, EIGHT, SEVEN - WEEK + timedelta(minutes=number), person=somebody(number, email="p@e.org"))
        for number in (0, 1)
    ]
    OutboxMessage.objects.all().delete()
    return people


@pytest.fixture
def press(client, concern):
    """Press a button; the answer, and every table of the lead's work that is not as it was before."""

    def tables():
        return {
            "grid": grid(concern),
            "exceptions": rows(PlanException, "starts", "ends", "clerks", "reason", "created_by__username"),
            "releases": rows(Release, "clerks", "channel", "opening", "withdrawn_at", "created_by__username"),
            "appointments": rows(Appointment, "number", "starts_at", "status", "cancel_reason", key="booked_at"),
            "proposals": rows(
                Proposal, "appointment__number", "starts_at", "reason", "state", key="appointment__booked_at"
            ),
            "lines": rows(PlanLine, "clerks", "effective_from", "effective_until"),
            "codes": [(code.replaced_at is None) for code in DoorCode.objects.order_by("pk")],
            "told": rows(OutboxMessage, "template"),
        }

    def make(name, *arguments, **values):
        before = tables()
        answer = client.post(url(name, *arguments), values)
        after = tables()
        said = [str(message) for message in get_messages(answer.wsgi_request)]
        return answer["Location"], said, {key: after[key] for key in after if after[key] != before[key]}

    return make


def rows(model, *fields, key="pk"):
    return [row if len(fields) > 1 else row[0] for row in model.objects.order_by(key, *fields).values_list(*fields)]


def url(name, *arguments, **query):
    return reverse(f"admin:appointments_{name}", args=arguments, query=query or None)


def span(concern, **values):
    return {"queue": str(concern.queue.pk), "starts": "08:00", "ends": "08:20", "reason": "illness"} | values


def test_every_button_of_these_pages_is_pressed_here():
    names = {page.name.removeprefix("appointments_") for page in work.PAGES if ".admin.lead." in page.view.__module__}
    assert names == PRESSED | ONLY_READ


def test_fewer_clerks(press, concern, lead):
    starts, ends = EIGHT.time(), (EIGHT + timedelta(minutes=20)).time()
    assert press("staffing", MONDAY, **span(concern, clerks="1")) == (
        url("day", MONDAY),
        ["Eingetragen."],
        {
            "grid": [(0, "everyone", 1, 1, 0), (10, "everyone", 1, 1, 0), (20, "everyone", 2, 2, 0)],
            "exceptions": [(starts, ends, 1, "illness", lead.username)],
        },
    )


def test_closing_leads_to_those_affected_who_keep_their_places(press, concern, booked, lead):
    starts, ends = EIGHT.time(), (EIGHT + timedelta(minutes=20)).time()
    assert press("close", MONDAY, **span(concern, reason="alarm")) == (
        url("affected", tag="2027-04-05"),
        ["Geschlossen."],
        {
            "grid": [(0, "everyone", 0, 2, 2), (20, "everyone", 2, 2, 0)],
            "exceptions": [(starts, ends, 0, "alarm", lead.username)],
        },
    )


def test_more_places(press, concern, lead):
    values = span(concern, clerks="3", channel="door", opening="now", attempt=str(uuid.uuid4()))
    assert press("release", MONDAY, **values) == (
        url("day", MONDAY),
        ["6 Plätze sind freigegeben."],
        {
            "grid": [
                (0, "door+", 3, 3, 0), (0, "everyone", 2, 2, 0), (10, "door+", 3, 3, 0), (10, "everyone", 2, 2, 0),
                (20, "everyone", 2, 2, 0),
            ],
            "releases": [(3, "door", "now", None, lead.username)],
        },
    )  # fmt: skip


def test_an_exception_is_lifted(press, concern):
    plan = grid(concern)
    exception = limit(concern, 0)
    assert press("lift", MONDAY, exception.pk) == (
        url("day", MONDAY),
        ["Die Ausnahme ist aufgehoben. Es gilt wieder der Plan."],
        {"grid": plan, "exceptions": []},
    )


def test_a_release_is_taken_back(press, concern):
    plan, release = grid(concern), give(concern)
    assert press("withdraw", MONDAY, release.pk) == (
        url("day", MONDAY),
        ["Die Freigabe ist zurückgenommen."],
        {"grid": plan, "releases": [(1, "door", "now", SEVEN, "team_lead")]},
    )


@pytest.fixture
def closed(concern, booked):
    """Nobody is there for the two."""
    return limit(concern, 0)


def proposed(*people):
    return [(person.number, NEXT, "illness", "open") for person in people]


def test_one_is_asked(press, booked, closed):
    assert press("propose", booked[0].pk, start=NEXT.isoformat()) == (
        url("affected"),
        [f"{booked[0].number}: Der Vorschlag ist geschickt, der Platz ist gehalten."],
        {"proposals": proposed(booked[0]), "told": ["appointment_proposed"]},
    )


def test_all_are_asked(press, booked, closed):
    assert press("propose_all", tag="2027-04-05") == (
        url("affected", tag="2027-04-05"),
        ["2 Vorschläge sind geschickt."],
        {"proposals": proposed(*booked), "told": ["appointment_proposed"] * 2},
    )


def test_one_is_kept_and_what_was_asked_is_withdrawn(press, booked, closed):
    proposals.propose(appointment=booked[0], start=NEXT, reason="illness", now=SEVEN)
    number = booked[0].number
    assert press("keep", booked[0].pk) == (
        url("affected"),
        [f"{number}: Der Termin bleibt."],
        {"proposals": [(number, EIGHT, "illness", "kept"), (number, NEXT, "illness", "lapsed")]},
    )


def test_one_is_cancelled(press, booked, closed):
    first, second = booked
    assert press("cancel", first.pk, reason="technical") == (
        url("affected"),
        [f"{first.number}: Der Termin ist abgesagt. Die Person bekommt eine Nachricht."],
        {
            "appointments": [
                (first.number, EIGHT, "cancelled", "technical"),
                (second.number, EIGHT, "booked", ""),
            ],
            "told": ["appointment_cancelled"],
        },
    )


def line_values(**changed):
    usual = {"weekday": "0", "starts": "08:00", "ends": "08:30", "clerks": "1", "channel": "everyone"}
    return usual | {"opens_time": "", "effective_from": "2027-04-05", "effective_until": ""} | changed


CHANGED = "Der Wochenplan ist geändert, die Plätze sind angepasst. Gebuchte Termine bleiben."


def test_a_line_is_changed(press, concern):
    line = PlanLine.objects.get()
    since = line.effective_from
    assert press("line", concern.queue.slug, line.pk, **line_values()) == (
        url("plan", schlange=concern.queue.slug),
        [CHANGED],
        {
            "grid": [(minute, "everyone", 1, 1, 0) for minute in (0, 10, 20)],
            "lines": [(2, since, MONDAY - timedelta(days=1)), (1, MONDAY, None)],
        },
    )


def test_a_line_is_added(press, concern):
    line = PlanLine.objects.get()
    assert press("line_add", concern.queue.slug, **line_values(clerks="3")) == (
        url("plan", schlange=concern.queue.slug),
        [CHANGED],
        {
            "grid": [(minute, "everyone", 5, 5, 0) for minute in (0, 10, 20)],
            "lines": [(2, line.effective_from, None), (3, MONDAY, None)],
        },
    )


def test_a_line_is_ended(press, concern):
    line = PlanLine.objects.get()
    last = MONDAY - timedelta(days=1)
    assert press("line_end", concern.queue.slug, line.pk, last_day=last.isoformat()) == (
        url("plan", schlange=concern.queue.slug),
        [CHANGED],
        {"grid": [], "lines": [(2, line.effective_from, last)]},
    )


def test_the_code_of_the_poster_is_replaced(press, concern):
    code = DoorCodeFactory(office=concern.queue.office)
    assert press("poster_replace", code=code.code) == (
        url("poster"),
        ["Der neue Code gilt. Bitte drucken Sie den Aushang und hängen Sie ihn auf."],
        {"codes": [False, True]},
    )
