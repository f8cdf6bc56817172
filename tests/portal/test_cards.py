"""The public answer: the same to everybody who does not know, at the same cost, and written nowhere."""

import hmac
import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from auslaenderbehoerde.portal.card_guards import CODE, NETWORK
from eakte.models import CardStatus
from eakte.pickup_codes import code
from tests import counters
from tests.appointments.conftest import BERLIN, datetime
from tests.cards import SERIAL, make_card, typed
from tests.design.html import tags
from tests.factories.appointments import ConcernFactory, QueueFactory
from tests.factories.authority import OfficeFactory
from tests.factories.catalogue import ServiceFactory
from tests.factories.eakte import CardFactory
from tests.test_logs import lines  # noqa: F401 - a fixture
from tests.test_proof_of_work import packed, solve

pytestmark = pytest.mark.django_db
MONDAY = datetime(2027, 3, 15, 7, tzinfo=BERLIN)
ADDRESS = "/de/karte/"
HERE = "127.0.0.0/24"
UNKNOWN = "Zu diesen Angaben kennen wir noch keine Karte"


@pytest.fixture(autouse=True)
def redis(settings):
    """Counters of this process alone, on a Monday."""
    settings.CACHES = counters.own()
    with time_machine.travel(MONDAY, tick=False):
        cache.clear()
        yield settings


@pytest.fixture
def ask(client):
    """Asks for a card: `ask("ABCD EFGH JKMN")`."""
    return lambda text, born="1990-01-31", **more: client.post(ADDRESS, typed(text, born) | more)


@pytest.fixture
def line():
    """A line for collecting cards, and the office it belongs to."""
    return ConcernFactory(needs_card=True, max_persons=2).queue.office


def title(answer) -> str:
    """What the notice of the answer says."""
    return re.search(r'<p class="kern-title">(.+?)</p>', answer.text).group(1)


def alike(answer) -> str:
    """The page without what stands in its fields: the form's secret, and what was typed."""
    return re.sub(r' value="[^"]*"', "", answer.text)


def test_its_address_is_that_of_the_contract():
    assert (reverse("portal:card"), reverse("portal:pickup")) == (ADDRESS, "/de/karte/abholung/")


@pytest.mark.parametrize("language", ["de", "en", "ru", "sr-latn", "tr", "uk", "ar"])
def test_everybody_may_open_it_and_no_search_engine_lists_it(client, language):
    page = client.get(f"/{language}/karte/")
    assert (page.status_code, page["X-Robots-Tag"], page["Cache-Control"]) == (
        200, "noindex, nofollow", "max-age=0, no-cache, no-store, must-revalidate, private",
    )  # fmt: skip
    assert [tag["content"] for tag in tags(page.text, tag="meta", name="robots")] == ["noindex, nofollow"]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("ordered", "Ihre Karte wird hergestellt"),
        ("in_production", "Ihre Karte wird hergestellt"),
        ("arrived", "Ihre Karte ist da"),
        ("handed_over", "Ihre Karte ist ausgegeben"),
        ("posted", "Ihre Karte ist auf dem Weg zu Ihnen"),
        ("problem", "Bitte melden Sie sich bei uns"),
        ("void", "Bitte melden Sie sich bei uns"),
    ],
)
def test_each_state_has_its_sentence(ask, state, said):
    card = make_card(state)
    answer = ask(code(card))
    assert (answer.status_code, title(answer)) == (200, said)
    assert card.person.family_name not in answer.text


def test_a_code_may_be_typed_as_it_is_read(ask):
    signs = code(make_card())
    ways = [signs.lower(), f"{signs[:4]} {signs[4:8]}-{signs[8:]}", signs.replace("0", "O").replace("1", "l")]
    assert {title(ask(way)) for way in ways} == {"Ihre Karte ist da"}


def test_a_serial_number_opens_the_same_answer(ask):
    make_card(serial=SERIAL)
    assert (title(ask(SERIAL.lower())), title(ask(SERIAL, "1990-01-30"))) == ("Ihre Karte ist da", UNKNOWN)


def test_a_row_whose_time_is_over_is_not_known_any_more(ask):
    card = make_card("handed_over")
    CardStatus.objects.update(delete_on=MONDAY.date())
    assert title(ask(code(card))) == UNKNOWN


def attempts() -> dict[str, tuple[str, str]]:
    """What people may type, right and wrong."""
    card, ordered = make_card(serial=SERIAL), CardFactory()
    return {
        "right code": (code(card), "1990-01-31"),
        "right serial number": (SERIAL, "1990-01-31"),
        "wrong code": ("ABCDEFGHJKMN", "1990-01-31"),
        "wrong date of birth": (code(card), "1990-01-30"),
        "not known yet": (code(ordered), ordered.person.birth_date),
        "nonsense": ("'; DROP TABLE --", "1990-01-31"),
    }


def test_wrong_unknown_and_not_yet_known_are_one_answer(ask):
    answers = {}
    for name, (text, born) in list(attempts().items())[2:]:
        answer = ask(text, born)
        headers = {key: value for key, value in answer.items() if key != "Content-Length"}
        answers[name] = (answer.status_code, alike(answer), tuple(headers))
    assert len(set(answers.values())) == 1, answers
    assert UNKNOWN in answers["nonsense"][1]


def test_whatever_is_typed_costs_the_same_statements_and_keyed_hashes(monkeypatch):
    """The counters' own commands count as well: each request here comes from a network of its own."""
    hashed, sent = [], []
    real, commands = hmac.new, type(cache._cache.get_client()).execute_command
    monkeypatch.setattr(hmac, "new", lambda *values: (hashed.append(1), real(*values))[1])
    monkeypatch.setattr(
        type(cache._cache.get_client()),
        "execute_command",
        lambda self, *values, **more: (sent.append(values[0]), commands(self, *values, **more))[1],
    )
    work = {}
    for number, (name, (text, born)) in enumerate(attempts().items()):
        client = Client(REMOTE_ADDR=f"203.0.{number}.7")
        client.get(ADDRESS)
        hashed.clear(), sent.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.post(ADDRESS, typed(text, born)).status_code == 200
        shapes = tuple(re.sub(r"'[^']*'", "…", query["sql"]) for query in captured)
        work[name] = (shapes, len(hashed), tuple(sent))
    assert len(set(work.values())) == 1, work
    assert work["nonsense"][1] >= 2


def test_five_wrong_tries_of_a_code_close_it_for_ten_minutes_and_no_other(ask):
    card, other = make_card(), make_card(born="1991-02-03")
    answers = [ask(code(card), f"1990-01-{day:02}").status_code for day in range(1, 8)]
    assert answers == [200] * 5 + [429] * 2
    closed = ask(code(card))
    assert (closed.status_code, closed["Retry-After"]) == (429, str(CODE.retry_after()))
    assert title(ask(code(other), "1991-02-03")) == "Ihre Karte ist da"
    with time_machine.travel(MONDAY + timedelta(minutes=10), tick=False):
        assert title(ask(code(card))) == "Ihre Karte ist da"


def test_who_asks_rightly_may_ask_as_often_as_they_like(ask):
    card = make_card()
    assert {ask(code(card)).status_code for _question in range(70)} == {200}
    assert (CODE.standing(code(card)), NETWORK.standing(HERE)) == (0, 0)


def test_many_wrong_codes_of_one_network_need_a_proof_then_a_pause(client, ask):
    card = make_card()
    for _try in range(NETWORK.ask + 1):
        NETWORK.count(HERE)
    page = ask(code(card))
    assert (page.status_code, len(tags(page.text, tag="altcha-widget"))) == (429, 1)
    proof = packed(solve(client.get(reverse("proof_of_work")).json()))
    assert title(ask(code(card), altcha=proof)) == "Ihre Karte ist da"
    for _try in range(NETWORK.refuse):
        NETWORK.count(HERE)
    assert tags(ask(code(card)).text, tag="altcha-widget") == []


def test_without_counters_nobody_is_answered_and_everybody_is_told_why(ask, redis):
    card = make_card()
    redis.CACHES = counters.out_of_reach()
    answers = [ask(code(card)), ask("ABCDEFGHJKMN")]
    assert [(answer.status_code, answer["Retry-After"]) for answer in answers] == [(503, "60")] * 2
    assert all("Diese Auskunft ist gerade nicht möglich" in answer.text for answer in answers)
    assert all(answer["X-Robots-Tag"] == "noindex, nofollow" for answer in answers)


def test_nothing_typed_stands_in_the_log_the_counters_or_an_address(ask, lines, line):  # noqa: F811
    card = make_card(office=line)
    signs = code(card)
    answers = [ask(signs), ask(signs, "1990-01-30"), ask(signs, collect="1")]
    assert [answer.get("Location", "") for answer in answers] == ["", "", "/de/karte/abholung/"]
    written = json.dumps(lines()) + " ".join(counters.names())
    assert [(line["route"], line["status"]) for line in lines()] == [("portal:card", 200)] * 2 + [("portal:card", 302)]
    assert [secret for secret in (signs, signs.lower(), "1990-01-31", "31.01.1990") if secret in written] == []


def test_mistakes_are_told_and_nothing_is_counted(client):
    page = client.post(ADDRESS, {"code": "", "birth_date_year": "90"})
    assert (page.status_code, "Bitte geben Sie den Abholcode oder die Seriennummer ein." in page.text) == (200, True)
    assert counters.names() == []


def test_how_long_cards_take_is_told_where_enough_have_come(client):
    assert "Hälfte der Karten" not in client.get(ADDRESS).text
    for days in range(1, 21):
        CardFactory(state="arrived", ordered_at=MONDAY - timedelta(days=days), arrived_at=MONDAY - timedelta(hours=1))
    page = " ".join(client.get(ADDRESS).text.split())
    assert "nach 10 Tagen bei uns" in page
    assert "nach 16 Tagen." in page


# --- from the answer to the appointment ---


def test_an_arrived_card_leads_to_the_choice_of_a_day_and_no_other_does(client, ask, line):
    arrived, ordered = make_card(office=line), make_card("ordered", office=line, born="1991-02-03")
    assert "Termin zum Abholen buchen" in ask(code(arrived)).text
    assert "Termin zum Abholen buchen" not in ask(code(ordered), "1991-02-03").text
    assert ask(code(ordered), "1991-02-03", collect="1").status_code == 200
    assert client.get("/de/karte/abholung/")["Location"] == ADDRESS
    assert ask(code(arrived), collect="1")["Location"] == "/de/karte/abholung/"
    page = client.get("/de/karte/abholung/")
    assert (page.status_code, "31.01.1990" in page.text, "Yılmaz" in page.text) == (200, True, False)
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_a_family_takes_its_cards_together_and_may_leave_one_out(client, ask, line):
    for born in ("1990-01-31", "2015-05-01"):
        ask(code(make_card(office=line, born=born)), born, collect="1")
    page = client.get("/de/karte/abholung/").text
    assert ("Karte 2" in page, "Noch eine Karte" in page) == (True, False)  # this line hands over two at a time
    client.post("/de/karte/abholung/", {"position": "1"})
    page = client.get("/de/karte/abholung/").text
    assert ("01.05.2015" in page, "31.01.1990" in page) == (True, False)


def test_why_a_card_cannot_come_along_is_told(ask, line):
    elsewhere = ConcernFactory(needs_card=True).queue.office
    cards = [make_card(office=office, born=f"199{number}-01-31") for number, office in enumerate([line, elsewhere])]
    assert ask(code(cards[0]), "1990-01-31", collect="1").status_code == 302
    answer = ask(code(cards[1]), "1991-01-31", collect="1")
    assert (answer.status_code, "an einem anderen Standort" in answer.text) == (409, True)


def test_the_choice_is_forgotten_after_half_an_hour(client, ask, line):
    ask(code(make_card(office=line)), collect="1")
    with time_machine.travel(MONDAY + timedelta(minutes=30), tick=False):
        assert client.get("/de/karte/abholung/")["Location"] == ADDRESS


def test_start_page_service_and_door_lead_to_the_question(client):
    office = OfficeFactory()
    service = ServiceFactory(slug="abholung")
    ConcernFactory(slug="abholung", service=service, needs_card=True, queue=QueueFactory(office=office))
    door = office.door_codes.create(code="tuer0001")
    pages = ["/de/", "/de/leistungen/abholung/", f"/de/tuer/{door.code}/"]
    assert [f'href="{ADDRESS}"' in client.get(page).text for page in pages] == [True] * 3
    ways = ["/de/termine/abholung/", f"/de/tuer/{door.code}/abholung/"]
    assert [client.get(way)["Location"] for way in ways] == [ADDRESS] * 2
    assert "leistung=abholung" not in client.get("/de/leistungen/abholung/").text
