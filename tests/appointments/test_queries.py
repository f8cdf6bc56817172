"""What a page and a deed may cost in statements; a list costs the same for one row and for three."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments import holds, services, tickets
from appointments.models import Channel
from tests.factories.appointments import ConcernFactory, DoorCodeFactory, QueueFactory
from tests.factories.authority import AuthorityFactory

pytestmark = pytest.mark.django_db
MONTH = "2027-03"
MARK = re.compile(r"(^|; )(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK|BEGIN|COMMIT|SET CONSTRAINTS)\b")


@pytest.fixture(autouse=True)
def travelled(now):
    """The request's own clock shows the test's Monday."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def statements():
    """How many statements something takes, without the marks of transactions."""

    def measure(deed) -> int:
        with CaptureQueriesContext(connection) as captured:
            deed()
        return sum(not MARK.search(query["sql"]) for query in captured)

    return measure


@pytest.fixture
def cost(client, statements):
    """What a page costs when it is asked for the second time."""

    def measure(name, *arguments, **query) -> int:
        address = reverse(f"appointments:{name}", args=arguments, query=query)
        assert client.get(address).status_code == 200
        return statements(lambda: client.get(address))

    return measure


@pytest.fixture
def page_costs(cost, concern, start):
    """What the pages of booking cost, by name."""
    AuthorityFactory()
    door = DoorCodeFactory(office=concern.queue.office)

    def measure() -> dict[str, int]:
        return {
            "month": cost("month", concern.slug, monat=MONTH),
            "month by itself": cost("month", concern.slug),
            "day": cost("day", concern.slug, start.date()),
            "door": cost("door", door.code),
            "times at the door": cost("door_times", door.code, concern.slug, personen="1"),
            "concerns": cost("concerns"),
        }

    return measure


@pytest.mark.parametrize("persons", [1, 4])
def test_holding_places_takes_at_most_four_statements(concern, slots_of, visit_to, start, now, statements, persons):
    slots_of(concern, start, [2, 2, 2])
    wish = {"visit": visit_to(concern, persons=persons), "start": start, "attempt": uuid.uuid4(), "now": now}
    assert statements(lambda: holds.hold_place(**wish)) <= 4
    assert statements(lambda: holds.hold_place(**wish)) <= 2


@pytest.mark.parametrize("persons", [1, 4])
def test_confirming_takes_at_most_eight_statements(concern, slots_of, hold_at, maryam, start, now, statements, persons):
    slots_of(concern, start, [2, 2, 2])
    hold = holds.find(holds.token(hold_at(concern, start, now, persons=persons)))
    wish = {"hold": hold, "person": maryam, "language": "de", "now": now}
    assert statements(lambda: services.book_appointment(**wish)) <= 8
    assert statements(lambda: services.book_appointment(**wish)) <= 8


def test_changing_the_time_of_a_hold(concern, slots_of, hold_at, start, now, statements):
    slots_of(concern, start, [2, 2])
    hold, later = hold_at(concern, start, now), start + timedelta(minutes=10)
    assert statements(lambda: holds.change_time(hold=hold, start=later, now=now)) <= 10


def test_moving_and_cancelling(concern, slots_of, book_at, start, now, statements):
    slots_of(concern, start, [2, 2])
    appointment, later = book_at(concern, start, now), start + timedelta(minutes=10)
    assert statements(lambda: services.move_appointment(appointment=appointment, start=later, now=now)) <= 8
    assert statements(lambda: services.cancel_appointment(appointment=appointment, now=now)) <= 8


def test_a_press_and_a_confirmation_through_the_pages(client, concern, slots_of, start, statements):
    slots_of(concern, start, [2])
    day = reverse("appointments:day", args=[concern.slug, start.date()])
    pressed = {"start": start.isoformat(), "attempt": str(uuid.uuid4())}
    person = []
    assert statements(lambda: person.append(client.post(day, pressed)["Location"])) <= 5
    who = {"family_name": "Suharto", "birth_date_year": "1990", "email": "suharto@example.org"}
    check = client.post(person[0], who)["Location"]
    assert statements(lambda: client.post(check)) <= 8


def test_pages_cost_the_same_for_one_and_three_rows(concern, slots_of, start, now, page_costs):
    soon = now + timedelta(hours=1)
    slots_of(concern, start, [1])
    slots_of(concern, soon, [1], channel=Channel.DOOR, opens_at=now)
    one = page_costs()
    slots_of(concern, start + timedelta(minutes=10), [2, 2])
    slots_of(concern, start + timedelta(days=1), [2, 2])
    slots_of(concern, soon + timedelta(minutes=10), [2, 2], channel=Channel.DOOR, opens_at=now)
    for _more in range(2):
        other = ConcernFactory(queue=QueueFactory(office=concern.queue.office))
        slots_of(other, soon, [1, 1], channel=Channel.DOOR, opens_at=now)
    assert page_costs() == one
    assert {name: number for name, number in one.items() if number > 10} == {}


def test_a_day_without_room_costs_the_same_wherever_the_next_room_is(concern, slots_of, start, cost):
    AuthorityFactory()
    slots_of(concern, start, [0])
    slots_of(concern, start + timedelta(days=1), [1])
    near = cost("day", concern.slug, start.date())
    slots_of(concern, start + timedelta(days=2), [1, 1])
    assert (cost("day", concern.slug, start.date()), near <= 10) == (near, True)


def test_ticket_and_form_pages(concern, slots_of, hold_at, book_at, start, now, cost):
    AuthorityFactory()
    slots_of(concern, start, [2])
    hold = hold_at(concern, start, now)
    ticket = tickets.token(book_at(concern, start, now))
    costs = {
        "person": cost("person", holds.token(hold)),
        "ticket": cost("ticket", ticket),
        "calendar": cost("ticket_calendar", ticket),
        "move": cost("move", ticket, monat=MONTH),
        "cancel": cost("cancel", ticket),
    }
    assert {name: number for name, number in costs.items() if number > 8} == {}
