"""Half an hour without a hand on it locks the screen, and nothing typed is lost."""

import html
import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.factories.accounts import PASSWORD, staff

pytestmark = pytest.mark.django_db
PAGE = "/verwaltung/akten/"


@pytest.fixture
def desk(client):
    client.force_login(staff("caseworker", username="ada"))
    client.get(PAGE)
    return client


@pytest.fixture
def later():
    """Travels so many minutes on."""
    return lambda minutes: time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False)


def hidden(response) -> dict[str, str]:
    form = response.content.decode().split("abv-form")[1].split("</form>")[0]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}


def test_within_half_an_hour_nobody_is_asked(desk, later):
    with later(29):
        assert desk.get(PAGE).status_code == 200


def test_a_page_asked_for_after_a_pause_comes_with_the_password(desk, later):
    with later(31):
        asked = desk.get(f"{PAGE}?x=1")
        answer = desk.post(reverse("account_unlock"), hidden(asked) | {"password": PASSWORD})
        assert (asked.status_code, answer.url, desk.get(PAGE).status_code) == (403, f"{PAGE}?x=1", 200)


def test_a_form_sent_after_a_pause_is_not_lost(desk, later):
    with later(31):
        asked = desk.post(PAGE, {"text": 'Müller "<b>"', "more": ["1", "2"]})
        wrong = desk.post(reverse("account_unlock"), hidden(asked) | {"password": "not it"})
        right = desk.post(reverse("account_unlock"), hidden(wrong) | {"password": PASSWORD})

    assert [response.status_code for response in (asked, wrong, right)] == [403, 403, 200]
    assert hidden(right) == {"text": 'Müller "<b>"', "more": "2"}
    assert f'action="{PAGE}"' in right.content.decode()


def test_a_page_that_renews_itself_keeps_no_screen_open(desk, later):
    start = time.time()
    for minutes in (10, 20):
        with time_machine.travel(start + minutes * 60, tick=False):
            assert desk.get(PAGE, headers={"HX-Request": "true"}).status_code == 200
    with time_machine.travel(start + 31 * 60, tick=False):
        answer = desk.get(PAGE, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/de/", ""])
def test_unlocking_leads_to_no_foreign_place(desk, target):
    answer = desk.post(reverse("account_unlock"), {"password": PASSWORD, "next": target})

    assert answer.url == reverse("admin:index")


def test_wrong_passwords_at_the_lock_are_counted(desk, later):
    with later(31):
        statuses = [desk.post(reverse("account_unlock"), {"password": "wrong"}).status_code for _try in range(9)]

    assert (statuses[0], statuses[-1]) == (403, 429)


def test_whoever_works_here_sees_their_own_sessions_and_ends_the_others(client):
    from django.test import Client

    ada = staff("caseworker", username="ada")
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.post(reverse("account_login"), {"login": "ada", "password": PASSWORD})

    shown = client.get(reverse("usersessions_list")).content.decode()
    client.post(reverse("usersessions_list"))

    assert shown.count("<td>127.0.0.1</td>") == 2
    assert [browser.get(PAGE).status_code for browser in (client, elsewhere)] == [200, 302]
    assert ada.is_active
