"""Four ways to the same two pages: where their pages are, what a press does and where it goes on."""

import uuid
from datetime import date, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from appointments import holds, tickets
from appointments.availability import Visit
from appointments.exceptions import TimeTaken
from appointments.models import Appointment, Channel, Hold, Slot
from appointments.ways import BookFromHome, ChangeHold, Move, TakeAtDoor
from eakte.dates import display

pytestmark = pytest.mark.django_db
DAY, MONTH = date(2027, 3, 22), date(2027, 3, 1)
STEP = timedelta(minutes=10)


@pytest.fixture
def soon(now):
    """Today at eight: at the door only today's places are given away."""
    return now + timedelta(hours=1)


@pytest.fixture
def take(start, now):
    """Presses a time on a way."""
    return lambda way, later=timedelta(0), at=start: way.take(start=at + later, attempt=uuid.uuid4(), now=now)


def addresses(way) -> tuple[str, str]:
    return way.month_address(MONTH), way.day_address(DAY)


def test_from_home_the_number_of_persons_travels_along(concern):
    way = BookFromHome(concern, 3)
    base = f"/de/termine/{concern.slug}"
    assert addresses(way) == (f"{base}/monat/?monat=2027-03&personen=3", f"{base}/tag/2027-03-22/?personen=3")
    assert (way.kind, way.visit) == ("book", Visit(concern, 3, Channel.EVERYONE))


def test_at_the_door_a_time_is_pressed_there_and_another_day_is_booked_from_home(concern):
    way = TakeAtDoor("k4m7p2q9", concern, 2)
    assert addresses(way) == (
        f"/de/termine/{concern.slug}/monat/?monat=2027-03&personen=2",
        f"/de/tuer/k4m7p2q9/{concern.slug}/?personen=2",
    )
    assert (way.kind, way.visit) == ("door", Visit(concern, 2, Channel.DOOR))


def test_a_held_time_is_changed_behind_its_token(concern, slots_of, hold_at, start, now):
    slots_of(concern, start, [1, 1])
    hold = hold_at(concern, start, now, persons=2)
    base = f"/de/termine/platz/{holds.token(hold)}"
    way = ChangeHold(hold)
    assert addresses(way) == (f"{base}/monat/?monat=2027-03", f"{base}/tag/2027-03-22/")
    assert (way.kind, way.visit) == ("change", Visit(concern, 2, Channel.EVERYONE))


def test_an_appointment_is_moved_behind_its_token_with_everyones_places(concern, slots_of, book_at, soon, now):
    slots_of(concern, soon, [1], channel=Channel.DOOR, opens_at=now)
    appointment = book_at(concern, soon, now, channel=Channel.DOOR)
    base = f"/de/termin/{tickets.token(appointment)}/verschieben"
    way = Move(appointment)
    assert addresses(way) == (f"{base}/?monat=2027-03", f"{base}/2027-03-22/")
    assert (way.kind, way.visit) == ("move", Visit(concern, 1, Channel.EVERYONE))


def test_every_address_speaks_the_language_of_the_page(concern):
    with translation.override("ar"):
        pages = [*addresses(BookFromHome(concern, 1)), *addresses(TakeAtDoor("k4m7p2q9", concern, 1))]
    assert {page[:4] for page in pages} == {"/ar/"}


def test_a_press_from_home_holds_a_place_and_asks_who_comes(concern, slots_of, take, start):
    slots_of(concern, start, [1, 1])
    going_on = take(BookFromHome(concern, 2))
    hold = Hold.objects.get()
    assert (hold.starts_at, hold.persons, hold.channel) == (start, 2, "everyone")
    assert going_on == f"/de/termine/platz/{holds.token(hold)}/"


def test_a_press_at_the_door_takes_the_doors_place_first(concern, slots_of, take, soon, now):
    slots_of(concern, soon, [1], channel=Channel.DOOR, opens_at=now)
    slots_of(concern, soon, [1])
    going_on = take(TakeAtDoor("k4m7p2q9", concern, 1), at=soon)
    hold = Hold.objects.get()
    assert (hold.channel, going_on) == ("door", f"/de/termine/platz/{holds.token(hold)}/")
    assert dict(Slot.objects.values_list("channel", "booked")) == {"door": 1, "everyone": 0}


def test_a_changed_time_goes_on_where_one_was(concern, slots_of, hold_at, take, start, now):
    slots_of(concern, start, [1, 1, 1])
    hold = hold_at(concern, start, now)
    token = holds.token(hold)
    assert take(ChangeHold(hold), STEP) == f"/de/termine/platz/{token}/"
    holds.save_draft(hold=hold, draft={"family_name": "Suharto"})
    assert take(ChangeHold(hold), 2 * STEP) == f"/de/termine/platz/{token}/pruefen/"
    assert list(Slot.objects.values_list("booked", flat=True)) == [0, 0, 1]


def test_a_moved_appointment_goes_back_to_its_ticket(concern, slots_of, book_at, take, start, now):
    slots_of(concern, start, [1, 1])
    appointment = book_at(concern, start, now)
    assert take(Move(appointment), STEP) == tickets.path(appointment)
    assert Appointment.objects.get().starts_at == start + STEP


def test_at_the_door_no_other_day_is_given_away(concern, slots_of, take, start):
    slots_of(concern, start, [1])
    with pytest.raises(TimeTaken):
        take(TakeAtDoor("k4m7p2q9", concern, 1))


@pytest.mark.parametrize("kind", ["book", "door", "change", "move"])
def test_a_lost_time_is_said_on_every_way(concern, slots_of, hold_at, book_at, take, start, now, kind):
    slots_of(concern, start, [2, 0])
    ways = {
        "book": lambda: BookFromHome(concern, 1),
        "door": lambda: TakeAtDoor("k4m7p2q9", concern, 1),
        "change": lambda: ChangeHold(hold_at(concern, start, now)),
        "move": lambda: Move(book_at(concern, start, now)),
    }
    way = ways[kind]()
    with pytest.raises(TimeTaken):
        take(way, STEP)
    assert way.kind == kind


@pytest.mark.parametrize("language", ["de", "ar"])
def test_templates_reach_the_pages_of_a_way(concern, language):
    way, template = BookFromHome(concern, 1), "{% load ways %}{% way_month way day %} {% way_day way day %}"
    with translation.override(language):
        drawn = Template(template).render(Context({"way": way, "day": DAY}, autoescape=False))
        assert drawn == f"{way.month_address(DAY)} {way.day_address(DAY)}"


def test_a_date_of_birth_is_written_as_people_write_it():
    template = Template("{% load ways %}{{ born|birth_date }}")
    shown = [template.render(Context({"born": born})) for born in ("1990-01-31", "1990-01", "1990")]
    assert shown == ["31.01.1990", display("1990-01"), display("1990")]


@pytest.mark.parametrize(
    ("language", "beside"), [("de", ""), ("tr", '<span class="german" lang="de" dir="ltr">Ihre Nummer</span>')]
)
def test_the_german_word_stands_beside_every_other_language(language, beside):
    with translation.override(language):
        assert Template('{% load ways %}{% german_beside "Ihre Nummer" %}').render(Context()) == beside
