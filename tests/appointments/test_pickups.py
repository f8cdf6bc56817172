"""Cards are collected by appointment: one for each card, one for a whole family, opened by an arrived card alone."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from appointments import desk, holds, pickups, services, tickets
from appointments.availability import Visit
from appointments.exceptions import (
    AppointmentError,
    CardBooked,
    CardElsewhere,
    CardNotHere,
    NeedsCard,
    TimeTaken,
    TooManyCards,
)
from appointments.models import Appointment, Channel, Concern, Hold, Pickup
from appointments.reasons import sentence
from appointments.ways import CollectCards
from auslaenderbehoerde import events
from eakte import pickup_checks
from eakte.events import CardLeft
from eakte.models import ResidenceCard
from eakte.pickup_codes import code, code_key
from eakte.services import cards
from notifications.models import OutboxMessage
from tests.cards import make_card
from tests.factories.accounts import staff
from tests.factories.appointments import ConcernFactory
from tests.factories.catalogue import RequiredDocumentFactory
from tests.factories.eakte import CaseFileFactory, PersonFactory, ProceedingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(concern, slots_of, start):
    """A line for collecting cards with eight places in a row."""
    Concern.objects.filter(pk=concern.pk).update(needs_card=True, bookable_at_door=True)
    concern.refresh_from_db()
    slots_of(concern, start, [2] * 8)
    return concern


@pytest.fixture
def card_of(line):
    """An arrived card in the line's office: `card_of("1990-01-31")`."""
    return lambda born="1990-01-31", **values: make_card(born=born, office=line.queue.office, **values)


@pytest.fixture
def held(line, start, now):
    """Holds a time for some cards."""

    def make(*cards: ResidenceCard, at=start) -> Hold:
        way = CollectCards(line, tuple(str(card.pk) for card in cards))
        way.take(start=at, attempt=uuid.uuid4(), now=now)
        return Hold.objects.select_related("concern__queue").latest("pk")

    return make


@pytest.fixture
def collect(held, now):
    """Books a pickup: `collect(card, other)`."""

    def make(*cards: ResidenceCard, email="ayse@example.org", **wish: Any) -> Appointment:
        hold = held(*cards, **wish)
        return pickups.book_pickup(hold=hold, cards=hold.draft["cards"], email=email, language="tr", now=now)

    return make


def active() -> list[ResidenceCard]:
    """The cards somebody has an appointment for."""
    return [pickup.card for pickup in Pickup.objects.filter(active=True).order_by("card_id")]


# --- which cards ---


def test_the_card_behind_an_answer_is_the_one_of_the_code_among_those_of_the_same_day(card_of):
    cards = [card_of(), card_of(), card_of("1991-02-03")]
    found = [pickups.find(code_key(code(card), card.person.birth_date), card.person.birth_date) for card in cards]
    assert found == cards
    assert pickups.find(code_key(code(cards[0]), "1990-01-31"), "1991-02-03") is None


def test_a_card_that_has_left_is_not_found(card_of):
    card = card_of()
    ResidenceCard.objects.update(state="posted")
    assert pickups.find(code_key(code(card), "1990-01-31"), "1990-01-31") is None


def test_the_choice_keeps_its_order_and_each_card_once(card_of, now):
    session, first, second = SessionStore(), card_of("2015-05-01"), card_of()
    for card in (second, first, second):
        pickups.choose(session, card, now=now)
    assert pickups.chosen(session, now=now) == [second, first]
    pickups.drop(session, 1, now=now)
    assert pickups.chosen(session, now=now) == [first]
    assert set(session["cards"]) == {"cards", "until"}


@pytest.mark.parametrize(
    ("obstacle", "refusal"),
    [("elsewhere", CardElsewhere), ("no line", CardElsewhere), ("booked", CardBooked), ("too many", TooManyCards)],
)
def test_a_card_that_cannot_come_along_is_refused(card_of, collect, line, now, obstacle, refusal):
    session = SessionStore()
    pickups.choose(session, card_of(), now=now)
    other = card_of("2015-05-01")
    if obstacle == "elsewhere":
        other.office = ConcernFactory(needs_card=True).queue.office
    elif obstacle == "no line":
        Concern.objects.update(needs_card=False)
    elif obstacle == "booked":
        collect(other)
    else:
        Concern.objects.update(max_persons=1)
    with pytest.raises(refusal):
        pickups.choose(session, other, now=now)


# --- booking ---


def test_a_family_has_one_appointment_with_a_place_for_each_card(card_of, collect, line, start):
    mother, child = card_of("1990-01-31"), card_of("2015-05-01")
    booked = collect(mother, child)
    assert (booked.persons, booked.full_name, booked.birth_date, booked.email) == (
        2, mother.person.full_name, "1990-01-31", "ayse@example.org",
    )  # fmt: skip
    assert (booked.ends_at - booked.starts_at, booked.language) == (timedelta(minutes=15), "tr")
    assert active() == sorted([mother, child], key=lambda card: card.pk)
    message = OutboxMessage.objects.get()
    assert (message.template, message.language) == ("appointment_booked", "tr")


def test_confirming_twice_books_once(card_of, held, now):
    card = card_of()
    hold = held(card)
    wish = {"hold": hold, "cards": hold.draft["cards"], "email": "", "language": "de", "now": now}
    assert pickups.book_pickup(**wish) == pickups.book_pickup(**wish)
    assert (Appointment.objects.count(), Pickup.objects.count()) == (1, 1)


def test_a_card_has_one_appointment(card_of, collect, start):
    card = card_of()
    collect(card)
    with pytest.raises(CardBooked):
        collect(card_of("2015-05-01"), card, at=start + timedelta(minutes=10))
    assert (Appointment.objects.count(), active()) == (1, [card])


def test_the_same_person_may_collect_a_second_card_another_time(card_of, collect, start):
    card = card_of()
    collect(card)
    collect(card_of(person=card.person, kind="travel_document"), at=start + timedelta(minutes=30))
    assert Appointment.objects.count() == 2


@pytest.mark.parametrize("obstacle", ["left", "elsewhere"])
def test_a_card_that_is_not_in_the_office_any_more_is_not_booked(card_of, held, line, now, obstacle):
    card = card_of()
    hold = held(card)
    change = {"state": "posted"} if obstacle == "left" else {"office": ConcernFactory().queue.office}
    ResidenceCard.objects.update(**change)
    with pytest.raises(CardNotHere):
        pickups.book_pickup(hold=hold, cards=hold.draft["cards"], email="", language="de", now=now)
    assert (Appointment.objects.count(), holds.is_kept(hold, now=now)) == (0, True)


def test_a_lost_time_leaves_the_cards_free(card_of, held, now, line):
    card = card_of()
    hold = held(card)
    hold.places.all().delete()
    with pytest.raises(TimeTaken):
        pickups.book_pickup(hold=hold, cards=hold.draft["cards"], email="", language="de", now=now)
    assert active() == []


def test_without_a_card_nobody_books_the_line(line, hold_at, maryam, start, now):
    hold = hold_at(line, start, now)
    with pytest.raises(NeedsCard):
        services.book_appointment(hold=hold, person=maryam, language="de", now=now)
    assert list(Concern.objects.bookable(Channel.EVERYONE)) == list(Concern.objects.bookable(Channel.DOOR)) == []


def test_the_file_and_the_proceeding_of_the_card_come_along(card_of, collect):
    proceeding = ProceedingFactory(case_file=CaseFileFactory(person=PersonFactory(birth_date="1990-01-31")))
    booked = collect(card_of(person=proceeding.case_file.person, proceeding=proceeding))
    assert (booked.case_file, booked.proceeding) == (proceeding.case_file, proceeding)


# --- afterwards ---


def test_cancelling_frees_the_card_and_moving_keeps_it(card_of, collect, start, now):
    card = card_of()
    booked = collect(card)
    services.move_appointment(appointment=booked, start=start + timedelta(minutes=30), now=now)
    assert active() == [card]
    services.cancel_appointment(appointment=booked, now=now)
    assert active() == []
    assert collect(card, at=start).status == "booked"


@pytest.mark.parametrize("end", ["over", "absent", "next night"])
def test_who_did_not_come_may_book_again(card_of, collect, start, now, end):
    card = card_of()
    booked = collect(card)
    if end == "over":
        assert active() == [card]
    elif end == "absent":
        desk.mark_absent(appointment=booked, now=start + timedelta(minutes=20))
        assert active() == []
    else:
        services.close_past(today=start.date() + timedelta(days=1))
        assert active() == []
    session = SessionStore()
    pickups.choose(session, card, now=booked.ends_at)
    assert pickups.chosen(session, now=booked.ends_at) == [card]


def test_an_appointment_that_is_over_makes_room_for_the_next(card_of, held, collect, start, now):
    card = card_of()
    first = collect(card)
    hold = held(card, at=start + timedelta(minutes=40))
    second = pickups.book_pickup(hold=hold, cards=hold.draft["cards"], email="", language="de", now=first.ends_at)
    assert list(Pickup.objects.filter(active=True).values_list("appointment", flat=True)) == [second.pk]


def test_a_card_that_leaves_ends_its_pickup(card_of, collect):
    mother, child = card_of(), card_of("2015-05-01")
    collect(mother, child)
    events.publish(CardLeft(mother.pk))
    assert active() == [child]


@pytest.mark.parametrize("state", ["problem", "void", "posted"])
def test_who_would_come_for_nothing_is_told_with_a_neutral_sentence(card_of, collect, start, now, state):
    mother, child = card_of(), card_of("2015-05-01")
    booked = collect(mother, child)
    found = []
    for card in (child, mother):
        ResidenceCard.objects.filter(pk=card.pk).update(state=state)
        pickups.end(card.pk, now=now)
        booked.refresh_from_db()
        found.append((booked.status, booked.cancel_reason))
    assert (found, active()) == ([("booked", ""), ("cancelled", "card")], [])
    assert "appointment_cancelled" in OutboxMessage.objects.values_list("template", flat=True)
    assert str(sentence("card")) == "Ihre Karte liegt zu dieser Zeit nicht zum Abholen bereit."


@pytest.mark.parametrize("why", ["handed over", "here", "past"])
def test_a_visit_that_is_as_it_should_be_stays(card_of, collect, start, now, why):
    card = card_of()
    booked = collect(card)
    left = {"state": "handed_over", "handed_over_at": now} if why == "handed over" else {"state": "problem"}
    ResidenceCard.objects.update(**left)
    if why == "here":
        desk.arrive(appointment=booked, now=start - timedelta(minutes=5))
    pickups.end(card.pk, now=start if why == "past" else now)
    booked.refresh_from_db()
    assert (booked.status, active()) == ("booked", [])


def test_a_problem_with_a_card_reaches_its_appointment(card_of, collect):
    card, clerk = card_of(), staff("caseworker")
    booked = collect(card)
    cards.problem(card=card, reason="Chip defekt", by=clerk, now=booked.booked_at)
    booked.refresh_from_db()
    assert booked.status == "cancelled"


def test_a_delivery_learns_which_cards_are_booked(card_of, collect):
    mother, child = card_of(), card_of("2015-05-01")
    collect(mother)
    assert pickup_checks.booked([mother.pk, child.pk]) == {mother.pk}


def test_the_counter_learns_when_a_card_is_collected(card_of, collect, start):
    mother, child = card_of(), card_of("2015-05-01")
    collect(mother)
    assert [pickup_checks.booked_for(card.pk) for card in (mother, child)] == [start, None]


def test_the_page_of_a_card_says_when_it_is_collected(client, card_of, collect):
    card = card_of()
    client.force_login(staff("front_desk"))
    address = reverse("admin:eakte_card", args=[card.pk])
    found = []
    for _look in range(2):
        page = client.get(address).content.decode()
        found.append([text for text in ("keiner gebucht", "Mo 22.3.2027, 8:00 Uhr") if text in page])
        if len(found) == 1:
            collect(card)
    assert found == [["keiner gebucht"], ["Mo 22.3.2027, 8:00 Uhr"]]


def test_after_the_period_nothing_ties_an_appointment_to_anybody(card_of, collect, start, now):
    proceeding = ProceedingFactory(case_file=CaseFileFactory(person=PersonFactory(birth_date="1990-01-31")))
    booked = collect(card_of(person=proceeding.case_file.person, proceeding=proceeding))
    services.erase_expired(today=start.date() + timedelta(days=90), retention_days=90, now=now)
    booked.refresh_from_db()
    assert (booked.full_name, booked.case_file, booked.proceeding, Pickup.objects.count()) == ("", None, None, 0)


# --- through the pages ---


@pytest.fixture
def phone(client, now):
    """A browser on the test's Monday in which a card is chosen: `phone(card)`."""
    with time_machine.travel(now, tick=False):

        def choose(*cards: ResidenceCard):
            session = client.session
            for card in cards:
                pickups.choose(session, card, now=now)
            session.save()
            return client

        yield choose


def test_from_the_choice_to_the_ticket_only_a_time_and_an_address_are_given(phone, card_of, line, start):
    RequiredDocumentFactory(service=line.service, name_de="Vollmacht", note_de="Eltern ohne Vollmacht.")
    client = phone(card_of(), card_of("2015-05-01"))
    month = client.get(reverse("appointments:pickup_month"))
    day = reverse("appointments:pickup_day", args=[start.date()])
    assert (month.status_code, day in month.text, "Schritt 2 von 3" in month.text) == (200, True, True)
    check = client.post(day, {"start": start.isoformat(), "attempt": str(uuid.uuid4())})["Location"]
    page = client.get(check).text
    assert ("Yılmaz" in page, "Eltern ohne Vollmacht." in page) == (False, True)
    assert client.post(check, {"email": "keine"}).status_code == 200
    ticket = client.post(check, {"email": "ayse@example.org"})["Location"]
    booked = Appointment.objects.get()
    assert (ticket, booked.persons, booked.channel) == (tickets.path(booked), 2, "everyone")
    page = client.get(ticket).text
    assert ("Yılmaz" in page, "Karten" in page, "Eltern ohne Vollmacht." in page) == (False, True, True)
    assert client.get(reverse("appointments:pickup_month"))["Location"] == "/de/karte/"
    assert client.post(check, {"email": ""})["Location"] == ticket


def test_who_has_no_address_books_as_well(phone, card_of, start):
    client = phone(card_of())
    day = reverse("appointments:pickup_day", args=[start.date()])
    check = client.post(day, {"start": start.isoformat(), "attempt": str(uuid.uuid4())})["Location"]
    assert client.get(client.post(check, {"email": ""})["Location"]).status_code == 200


def test_the_pages_of_other_bookings_lead_a_pickup_back_to_its_own(phone, card_of, start):
    client = phone(card_of())
    day = reverse("appointments:pickup_day", args=[start.date()])
    check = client.post(day, {"start": start.isoformat(), "attempt": str(uuid.uuid4())})["Location"]
    token = holds.token(Hold.objects.get())
    named = {"family_name": "Suharto", "birth_date_year": "1960", "email": "x@example.org"}
    pages = [reverse(f"appointments:{name}", args=[token]) for name in ("person", "check")]
    assert [client.post(page, named)["Location"] for page in pages] == [check] * 2
    other = reverse("appointments:hold_day", args=[token, start.date()])
    later = {"start": (start + timedelta(minutes=30)).isoformat(), "attempt": str(uuid.uuid4())}
    assert client.post(other, later)["Location"] == reverse("appointments:check", args=[token])
    client.post(check, {"email": ""})
    assert (Appointment.objects.get().full_name, Appointment.objects.get().starts_at) == (
        "Ayşe Yılmaz", start + timedelta(minutes=30),
    )  # fmt: skip


def test_a_card_that_leaves_meanwhile_is_told_at_the_end(phone, card_of, start):
    client = phone(card_of())
    day = reverse("appointments:pickup_day", args=[start.date()])
    check = client.post(day, {"start": start.isoformat(), "attempt": str(uuid.uuid4())})["Location"]
    ResidenceCard.objects.update(state="posted")
    answer = client.post(check, {"email": ""})
    assert (answer.status_code, str(CardNotHere()) in answer.text) == (409, True)


def test_a_time_held_without_a_card_opens_no_pickup(client, line, hold_at, start, now):
    with time_machine.travel(now, tick=False):
        token = holds.token(hold_at(line, start, now))
        address = reverse("appointments:pickup_check", args=[token])
        assert client.post(address, {"email": ""})["Location"] == "/de/karte/"
    assert Appointment.objects.count() == 0


def test_a_pickup_takes_the_places_of_its_cards(line):
    assert Visit(line, 2, Channel.EVERYONE).steps == CollectCards(line, ("a", "b")).visit.steps == 2


def test_every_refusal_has_a_sentence():
    assert all(str(error()) for error in AppointmentError.__subclasses__())
