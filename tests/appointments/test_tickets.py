"""Link and code of an appointment: who holds them, opens it; who does not, learns nothing."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from appointments import holds, services, tickets
from appointments.models import Appointment, Hold
from auslaenderbehoerde import tokens

pytestmark = pytest.mark.django_db
BORN = "1990-01-31"


@pytest.fixture
def appointment(concern, slots_of, book_at, start, now) -> Appointment:
    slots_of(concern, start, [2])
    return book_at(concern, start, now)


def test_a_token_opens_its_appointment_with_all_a_ticket_prints(appointment, django_assert_num_queries):
    token = tickets.token(appointment)
    with django_assert_num_queries(1):
        found = tickets.find(token)
        assert (found.office.name, found.concern.service.name, found.concern.queue.name) == (
            "Ausländerbehörde Unna-Königsborn",
            "Aufenthaltserlaubnis verlängern",
            "Schalter",
        )
    assert found == appointment


def test_raising_the_version_voids_link_and_code(appointment):
    token, code = tickets.token(appointment), tickets.code(appointment)
    appointment.link_version = 2
    appointment.save()
    assert (tickets.find(token), tickets.find(tickets.token(appointment))) == (None, appointment)
    assert tickets.code(appointment) != code


def test_the_link_of_a_hold_and_of_its_ticket_open_different_doors(appointment):
    hold = Hold.objects.get()
    assert hold.pk == appointment.pk
    assert tickets.token(appointment) != holds.token(hold)
    assert tickets.find(holds.token(hold)) is None
    assert holds.find(tickets.token(appointment)) is None


def test_the_link_of_a_hold_leads_to_what_it_has_become(appointment):
    hold = Hold.objects.get()
    assert tickets.of_hold(holds.token(hold)) == appointment
    assert tickets.of_hold(tickets.token(appointment)) is None


def test_the_link_of_a_hold_leads_nowhere_while_nothing_is_booked(concern, slots_of, hold_at, start, now):
    slots_of(concern, start, [1])
    assert tickets.of_hold(holds.token(hold_at(concern, start, now))) is None


def test_after_the_period_neither_link_of_the_hold_nor_code_find_anything(appointment, now):
    token, code = holds.token(Hold.objects.get()), tickets.code(appointment)
    services.erase_expired(today=date(2027, 12, 1), retention_days=30, now=now)
    assert (tickets.of_hold(token), tickets.find_by_code(code=code, birth_date=BORN)) == (None, None)


@pytest.mark.parametrize("language", ["de", "en", "sr-latn", "ar"])
def test_an_address_speaks_the_wanted_language(appointment, settings, language):
    settings.PUBLIC_URL = "https://termine.example.org"
    token = tickets.token(appointment)
    wanted = f"https://termine.example.org/{language}/termin/{token}/"
    assert tickets.address(appointment, language=language) == wanted
    assert tickets.address(appointment, "cancel", language) == f"{wanted}absagen/"
    with translation.override(language):
        assert tickets.address(appointment) == wanted
        assert tickets.path(appointment, "move") == f"/{language}/termin/{token}/verschieben/"


def test_a_code_is_written_in_two_groups_of_signs_nobody_confuses(appointment):
    assert re.fullmatch("[2-9A-HJKMNP-Z]{4} [2-9A-HJKMNP-Z]{4}", tickets.code(appointment))


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code,
        lambda code: code.lower(),
        lambda code: code.replace(" ", ""),
        lambda code: code.replace(" ", "-"),
        lambda code: f"  {code[:2]} {code[2:]}\n",
        lambda code: code.replace(" ", "\u00a0"),
    ],
)
def test_a_code_is_found_however_it_is_typed(appointment, typed):
    assert tickets.find_by_code(code=typed(tickets.code(appointment)), birth_date=BORN) == appointment


@pytest.mark.parametrize("born", ["1990-01-30", "1990-02-31", "1991-01-31", ""])
def test_a_code_with_another_date_of_birth_finds_nothing(appointment, born):
    assert tickets.find_by_code(code=tickets.code(appointment), birth_date=born) is None


@pytest.mark.parametrize("code", ["", "    ", "AAAA AAAA", "\0", "' OR 1=1 --", "Ä" * 20])
def test_another_code_finds_nothing(appointment, code):
    assert tickets.find_by_code(code=code, birth_date=BORN) is None


def test_the_code_of_a_cancelled_appointment_still_tells_that_it_is_over(appointment, now):
    services.cancel_appointment(appointment=appointment, now=now)
    assert tickets.find_by_code(code=tickets.code(appointment), birth_date=BORN) == appointment


@pytest.mark.parametrize(
    ("email", "born", "found"),
    [
        ("maryam@example.org", BORN, True),
        ("Maryam@Example.ORG", BORN, True),
        ("maryam@example.org", "1990", False),
        ("maryam@example.org", "", False),
        ("m%@example.org", BORN, False),
        ("", BORN, False),
    ],
)
def test_an_address_and_a_date_of_birth_find_what_is_open(appointment, now, email, born, found):
    assert tickets.find_by_address(email=email, birth_date=born, now=now) == [appointment] * found


def test_by_address_nothing_is_found_of_what_is_over_cancelled_or_erased(appointment, start, now):
    def found(moment=now):
        return tickets.find_by_address(email="maryam@example.org", birth_date=BORN, now=moment)

    assert [len(found()), len(found(start))] == [1, 0]
    services.cancel_appointment(appointment=appointment, now=now)
    assert found() == []


def test_two_appointments_have_two_codes(appointment, concern, book_at, maryam, start, now):
    other = book_at(concern, start, now, person=replace(maryam, family_name="Suharto"))
    assert tickets.code(other) != tickets.code(appointment)


def test_what_is_stored_of_a_code_is_a_keyed_hash(appointment, settings):
    stored = appointment.code_hash
    assert stored == tickets.code_hash(tickets.code(appointment))
    settings.LINK_KEY = "another key"
    assert stored != tickets.code_hash(tokens.code(tickets.PURPOSE, appointment.pk, 1))
