"""The first administrator, and a lost second factor."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from auslaenderbehoerde.accounts.models import User
from notifications.models import OutboxMessage
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db


def test_the_first_administrator_chooses_a_password_by_a_link(capsys, client, settings):
    call_command("first_administrator", "ada", "ada@example.org")
    user = User.objects.get()
    link = re.search(rf"{settings.PUBLIC_URL}(\S+)", capsys.readouterr().out).group(1)
    page = client.get(link, follow=True)
    assert (user.has_usable_password(), [group.name for group in user.groups.all()]) == (False, ["Administration"])
    assert (page.status_code, b"password1" in page.content) == (200, True)
    assert OutboxMessage.objects.get().identifiers["user"] == str(user.pk)


def test_there_is_only_one_first_administrator():
    call_command("first_administrator", "ada", "ada@example.org")
    with pytest.raises(CommandError, match="schon ein Konto der Administration"):
        call_command("first_administrator", "bob", "bob@example.org")


def test_a_name_that_is_taken_is_refused_with_a_sentence():
    staff("records", username="ada")
    with pytest.raises(CommandError):
        call_command("first_administrator", "ada", "ada@example.org")


def test_a_lost_second_factor_is_removed_and_the_sessions_end(client):
    user = staff("caseworker")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    call_command("reset_second_factor", user.username)
    assert Authenticator.objects.filter(user=user).count() == 0
    assert client.get("/verwaltung/").status_code == 302


def test_an_unknown_account_is_named():
    with pytest.raises(CommandError, match="„niemand“"):
        call_command("reset_second_factor", "niemand")
