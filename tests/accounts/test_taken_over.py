"""An account that already opens files is no way around the second person."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.accounts.roles import group_of
from notifications.messages import build
from notifications.models import OutboxMessage
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db
SIGHT = "eakte.view_casefile"


@pytest.fixture
def administration(client):
    client.force_login(staff("administrator"))
    return client


@pytest.fixture
def clerk():
    return staff("caseworker", username="nina")


def save(client, user, *, email="nina@example.org", active=True):
    """The page of the account, sent with what stood in it and these changes."""
    groups = [group.pk for group in user.groups.all()]
    values = {"username": user.username, "email": email, "groups": groups} | ({"is_active": "on"} if active else {})
    return client.post(reverse("admin:accounts_user_change", args=[user.pk]), values, follow=True)


def letters():
    rows = OutboxMessage.objects.order_by("pk")
    return [build(row.template, row.identifiers, row.language) for row in rows]


def test_a_changed_address_is_told_to_the_former_one(administration, clerk):
    save(administration, clerk, email="elsewhere@example.org")
    [letter] = letters()
    assert (letter.recipient, letter.subject) == (
        "nina@example.org",
        "Ihr Konto in der Verwaltung hat eine neue E-Mail-Adresse",
    )
    assert ("„nina“" in letter.text, "elsewhere" in letter.text, "http" in letter.text) == (True, False, False)


def test_an_account_with_another_address_waits_again_for_its_content(administration, clerk):
    save(administration, clerk, email="elsewhere@example.org")
    fresh = User.objects.get(pk=clerk.pk)
    waits = list(fresh.pending_roles.values_list("group__name", flat=True))
    assert (fresh.has_perm(SIGHT), waits) == (False, [group_of("caseworker").name])


def test_each_former_address_is_told_even_when_the_first_comes_back(administration, clerk):
    for email in ("elsewhere@example.org", "nina@example.org"):
        save(administration, clerk, email=email)
    assert [letter.recipient for letter in letters()] == ["nina@example.org", "elsewhere@example.org"]


def test_the_former_address_is_told_also_about_a_locked_account(administration, clerk):
    save(administration, clerk, email="elsewhere@example.org", active=False)
    assert [letter.recipient for letter in letters()] == ["nina@example.org"]


def test_nobody_is_written_to_about_an_address_that_stays_or_that_there_was_none_of(administration, clerk):
    save(administration, clerk)
    User.objects.filter(pk=clerk.pk).update(email="")
    save(administration, clerk)
    assert letters() == [None]


def test_who_changed_an_address_is_recorded(administration, clerk):
    save(administration, clerk, email="elsewhere@example.org")
    event = User.pgh_event_model.objects.filter(pgh_obj=clerk).order_by("pgh_id").last()
    administrator = User.objects.get(username="administrator")
    assert (event.email, event.pgh_context.metadata["user"]) == ("elsewhere@example.org", str(administrator.pk))


@pytest.mark.parametrize(
    ("action", "noted"),
    [
        ("send_password_link", "Link zum Wählen eines Passworts geschickt."),
        ("reset_second_factor", "Zweiten Faktor zurückgesetzt."),
    ],
)
def test_who_sent_a_link_or_took_a_second_factor_away_is_recorded(administration, clerk, action, noted):
    values = {"action": action, "_selected_action": [str(clerk.pk)]}
    administration.post(reverse("admin:accounts_user_changelist"), values)
    entries = LogEntry.objects.values_list("user__username", "object_id", "change_message")
    assert list(entries) == [("administrator", str(clerk.pk), noted)]


def test_an_account_switched_on_again_waits_for_its_roles_with_content(administration, clerk):
    clerk.groups.add(group_of("fee_office"))
    save(administration, clerk, active=False)
    page = save(administration, clerk)
    again = User.objects.get(pk=clerk.pk)
    assert ([group.name for group in again.groups.all()], again.has_perm(SIGHT)) == (["Gebührenstelle"], False)
    assert [str(row) for row in again.pending_roles.all()] == ["Sachbearbeitung"]
    assert "Wirkt erst nach der Bestätigung durch eine Teamleitung: Sachbearbeitung" in page.text
