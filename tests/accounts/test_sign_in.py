"""The staff's door: a name, a password, a second factor; guessing is locked out; a forgotten password gets a mail."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse

from notifications.models import OutboxMessage
from tests.factories.accounts import PASSWORD, staff

pytestmark = pytest.mark.django_db
LOGIN = "/verwaltung/konto/login/"


def test_the_admin_leads_to_the_sign_in_and_back(client):
    staff("team_lead")
    page = client.get("/verwaltung/", follow=True)
    answer = client.post(page.request["PATH_INFO"] + "?next=/verwaltung/", {"login": "team_lead", "password": PASSWORD})
    assert (page.request["PATH_INFO"], answer.status_code, answer["Location"]) == (LOGIN, 302, "/verwaltung/")


def test_without_a_second_factor_nobody_gets_in_where_it_is_required(client, settings):
    settings.REQUIRE_MFA = True
    client.force_login(staff("team_lead"))
    answers = [client.get(address) for address in ("/verwaltung/", "/verwaltung/appointments/queue/")]
    assert [answer["Location"] for answer in answers] == [reverse("mfa_activate_totp")] * 2


def test_with_a_second_factor_the_door_is_open(client, settings):
    settings.REQUIRE_MFA = True
    user = staff("team_lead")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    assert client.get("/verwaltung/").status_code == 200


def test_guessing_a_password_is_locked_out_in_every_spelling_of_the_name(client, settings):
    settings.ACCOUNT_RATE_LIMITS = False  # allauth's own counters stand in front
    staff("team_lead")
    names = ["team_lead", "Team_Lead", "TEAM_LEAD "] * 3
    tries = [client.post(LOGIN, {"login": name, "password": f"wrong {name}"}) for name in names]
    right = client.post(LOGIN, {"login": "team_lead", "password": PASSWORD})
    assert (tries[0].status_code, tries[-1].status_code, right.status_code) == (200, 429, 429)


def test_a_forgotten_password_goes_through_the_outbox_and_tells_nobody_who_has_an_account(client):
    staff("team_lead")
    known = client.post("/verwaltung/konto/password/reset/", {"email": "team_lead@example.org"})
    unknown = client.post("/verwaltung/konto/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.template for message in OutboxMessage.objects.all()] == ["staff_mail"]
    assert mail.outbox == []


def test_there_is_no_sign_up(client):
    assert "password1" not in client.get("/verwaltung/konto/signup/").content.decode()


def test_with_redis_gone_staff_still_sign_in(client, settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/1"}}
    staff("team_lead")
    answer = client.post(f"{LOGIN}?next=/verwaltung/", {"login": "team_lead", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/verwaltung/")


def test_no_page_lets_an_account_change_its_own_address(client):
    client.force_login(staff("team_lead"))
    assert [client.get(f"/verwaltung/konto/{page}/").status_code for page in ("email", "confirm-email")] == [404, 404]
