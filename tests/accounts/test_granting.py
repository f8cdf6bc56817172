"""Four eyes: the administration gives a role with rights to content, a team lead confirms it, nobody for himself."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from auslaenderbehoerde.accounts import granting
from auslaenderbehoerde.accounts.exceptions import AlreadySettled, NeedsAnother
from auslaenderbehoerde.accounts.models import GrantedRole, PendingRole, User
from auslaenderbehoerde.accounts.roles import all_rights, group_of, needs_two, roles
from notifications.models import OutboxMessage
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db
SIGHT = "eakte.view_casefile"


@pytest.fixture
def administrator():
    return staff("administrator")


@pytest.fixture
def lead():
    return staff("team_lead")


@pytest.fixture
def nina():
    """An account without a role."""
    return staff("", username="nina")


def give(client, administrator, user, *slugs):
    """The administration ticks these roles on the page of the account."""
    client.force_login(administrator)
    values = {"username": user.username, "email": user.email, "is_active": "on"}
    groups = [group_of(slug).pk for slug in slugs]
    return client.post(reverse("admin:accounts_user_change", args=[user.pk]), values | {"groups": groups}, follow=True)


def press(client, who, name):
    client.force_login(who)
    return client.post(reverse(f"admin:accounts_{name}", args=[PendingRole.objects.get().pk]), follow=True).text


def held(user):
    return sorted(group.name for group in User.objects.get(pk=user.pk).groups.all())


def recorded(model):
    rows = model.pgh_event_model.objects.filter(user__username="nina").order_by("pgh_id")
    return [(row.pgh_label, row.group.name, row.pgh_context.metadata["user"]) for row in rows]


def test_roles_beyond_the_administrations_own_rights_need_two():
    assert [slug for slug in roles() if needs_two(group_of(slug))] == [
        "front_desk", "caseworker", "team_lead", "records", "data_protection_officer",
    ]  # fmt: skip


def test_a_role_with_content_has_no_effect_until_confirmed(client, administrator, nina):
    page = give(client, administrator, nina, "caseworker", "fee_office")
    pending = PendingRole.objects.get()
    assert (held(nina), User.objects.get(pk=nina.pk).has_perm(SIGHT)) == (["Gebührenstelle"], False)
    assert (pending.user, pending.group.name, pending.asked_by) == (nina, "Sachbearbeitung", administrator)
    assert "Wirkt erst nach der Bestätigung durch eine Teamleitung: Sachbearbeitung" in page.text
    assert OutboxMessage.objects.count() == 0


def test_a_new_account_waits_too(client, administrator):
    client.force_login(administrator)
    values = {"username": "olga", "email": "o@example.org", "is_active": "on", "groups": [group_of("team_lead").pk]}
    client.post(reverse("admin:accounts_user_add"), values)
    olga = User.objects.get(username="olga")
    assert (held(olga), [str(row) for row in olga.pending_roles.all()]) == ([], ["Teamleitung"])


def test_a_lead_confirms_and_it_is_recorded_who_did_what(client, administrator, lead, nina):
    give(client, administrator, nina, "caseworker")
    assert "Die Rolle gilt jetzt: nina" in press(client, lead, "confirm")
    assert (held(nina), User.objects.get(pk=nina.pk).has_perm(SIGHT)) == (["Sachbearbeitung"], True)
    assert recorded(PendingRole) == [
        ("asked", "Sachbearbeitung", str(administrator.pk)),
        ("settled", "Sachbearbeitung", str(lead.pk)),
    ]
    assert recorded(GrantedRole) == [("given", "Sachbearbeitung", str(lead.pk))]


def test_a_lead_declines(client, administrator, lead, nina):
    give(client, administrator, nina, "caseworker")
    assert "Die Rolle ist abgelehnt: nina" in press(client, lead, "decline")
    assert (held(nina), PendingRole.objects.count(), recorded(GrantedRole)) == ([], 0, [])


def test_saving_the_account_again_asks_once_and_keeps_what_is_confirmed(client, administrator, lead, nina):
    for _press in range(2):
        give(client, administrator, nina, "caseworker")
    press(client, lead, "confirm")
    give(client, administrator, nina, "caseworker", "fee_office")
    assert (held(nina), PendingRole.objects.count()) == (["Gebührenstelle", "Sachbearbeitung"], 0)


def test_taking_a_role_away_needs_nobody_else(client, administrator, nina):
    nina.groups.set([group_of("caseworker")])
    give(client, administrator, nina)
    assert (held(nina), PendingRole.objects.count()) == ([], 0)


def test_nobody_confirms_for_himself_or_what_he_gave_himself(client, lead, nina):
    lead.groups.add(group_of("administrator"))
    give(client, lead, nina, "caseworker")
    assert "Diese Rolle muss jemand anderes bestätigen." in press(client, lead, "confirm")
    PendingRole.objects.update(user=lead, asked_by=nina)
    pending = PendingRole.objects.get().pk
    for deed in (granting.confirm, granting.decline):
        with pytest.raises(NeedsAnother):
            deed(pending=pending, by=lead)
    assert (held(nina), PendingRole.objects.count()) == ([], 1)


def test_a_second_press_changes_nothing(administrator, lead, nina):
    groups = [group_of("caseworker")]
    (made,) = granting.give_roles(user=nina, groups=groups, by=administrator, now=timezone.now())
    granting.confirm(pending=made.pk, by=lead)
    for deed in (granting.confirm, granting.decline):
        with pytest.raises(AlreadySettled):
            deed(pending=made.pk, by=lead)
    assert held(nina) == ["Sachbearbeitung"]


@pytest.mark.parametrize("slug", ["administrator", "caseworker", "data_protection_officer"])
def test_only_leads_confirm(client, administrator, nina, slug):
    give(client, administrator, nina, "caseworker")
    client.force_login(staff(slug, username="other"))
    pending = PendingRole.objects.get().pk
    answers = [
        client.get(reverse("admin:accounts_pending")).status_code,
        client.post(reverse("admin:accounts_confirm", args=[pending])).status_code,
        client.post(reverse("admin:accounts_decline", args=[pending])).status_code,
    ]
    assert (answers, held(nina)) == ([403, 403, 403], [])


def test_the_start_page_of_a_lead_counts_them(client, administrator, lead, nina):
    give(client, administrator, nina, "caseworker")
    client.force_login(lead)
    cards = {card.title: card.number for card in client.get("/verwaltung/").context["cards"]}
    assert cards["Rollen bestätigen"] == 1


def test_the_list_costs_the_same_for_one_and_three(client, administrator, lead, nina):
    def count():
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("admin:accounts_pending"))
        return len(seen)

    give(client, administrator, nina, "caseworker")
    client.force_login(lead)
    client.get(reverse("admin:accounts_pending"))
    one = count()
    groups = [group_of(slug) for slug in ("records", "front_desk")]
    granting.give_roles(user=nina, groups=groups, by=administrator, now=timezone.now())
    assert count() == one


# --- roles the office makes itself ---


def save_role(client, administrator, role, *rights):
    client.force_login(administrator)
    values = {"name": role.name, "permissions": [all_rights()[right].pk for right in rights]}
    return client.post(reverse("admin:accounts_role_change", args=[role.pk]), values).status_code


@pytest.fixture
def own():
    """A harmless role of the office."""
    role = Group.objects.create(name="Praktikum")
    role.permissions.add(all_rights()["catalogue.view_service"])
    return role


def test_a_role_that_somebody_has_gains_no_rights_to_content(client, administrator, own, nina):
    nina.groups.add(own)
    kept = save_role(client, administrator, own, "catalogue.view_service", SIGHT)
    assert (kept, needs_two(own)) == (200, False)
    assert save_role(client, administrator, own, "catalogue.view_service", "authority.view_office") == 302


def test_a_role_nobody_has_may_gain_them_and_is_confirmed_when_given(client, administrator, lead, own, nina):
    assert save_role(client, administrator, own, "catalogue.view_service", SIGHT) == 302
    granting.give_roles(user=nina, groups=[own], by=administrator, now=timezone.now())
    client.force_login(lead)
    page = client.get(reverse("admin:accounts_pending")).text
    assert (held(nina), all_rights()[SIGHT].name in page) == ([], True)
    assert save_role(client, administrator, own, SIGHT, "eakte.export_casefile") == 200


# --- the first team lead ---


def test_the_first_team_lead_is_confirmed_by_the_command(capsys, client, administrator, nina):
    give(client, administrator, nina, "team_lead")
    call_command("first_team_lead", "nina")
    assert (held(nina), PendingRole.objects.count()) == (["Teamleitung"], 0)
    assert "„nina“ ist jetzt Teamleitung" in capsys.readouterr().out


def test_the_command_confirms_nothing_else_and_nobody_after_the_first(client, administrator, nina):
    give(client, administrator, nina, "caseworker")
    with pytest.raises(CommandError, match="wartet keine Rolle"):
        call_command("first_team_lead", "nina")
    give(client, administrator, nina, "team_lead")
    staff("team_lead")
    with pytest.raises(CommandError, match="Es gibt schon eine Teamleitung"):
        call_command("first_team_lead", "nina")
    assert held(nina) == []
