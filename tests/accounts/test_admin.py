"""Accounts are given by the administration; passwords are chosen by their owners."""

import pytest
from django.urls import reverse

from auslaenderbehoerde.accounts.models import GrantedRole, User
from auslaenderbehoerde.accounts.roles import group_of
from notifications.models import OutboxMessage
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def administration(client):
    client.force_login(staff("administrator"))
    return client


def test_a_new_account_gets_roles_and_a_mail_with_a_link(administration):
    fees = group_of("fee_office")
    values = {"username": "nina", "first_name": "Nina", "email": "nina@example.org", "groups": [fees.pk]}
    administration.post(reverse("admin:accounts_user_add"), values | {"is_active": "on"})
    nina = User.objects.get(username="nina")
    assert (nina.is_staff, nina.is_superuser, nina.has_usable_password()) == (True, False, False)
    assert list(nina.groups.all()) == [fees]
    assert OutboxMessage.objects.get().identifiers["user"] == str(nina.pk)


def test_who_got_and_lost_a_role_is_recorded():
    user = staff("records")
    user.groups.clear()
    labels = GrantedRole.pgh_event_model.objects.filter(user=user).values_list("pgh_label", flat=True)
    assert list(labels.order_by("pgh_id")) == ["given", "taken"]


def test_an_account_is_never_deleted_and_a_role_of_the_release_never_changed(administration):
    role = group_of("records")
    answers = [
        administration.post(reverse("admin:accounts_user_delete", args=[staff("records").pk])).status_code,
        administration.post(reverse("admin:accounts_role_change", args=[role.pk]), {"name": "X"}).status_code,
        administration.post(reverse("admin:accounts_role_delete", args=[role.pk])).status_code,
    ]
    assert answers == [403, 403, 403]


def test_a_second_factor_can_be_reset_from_the_list(administration):
    user = staff("records")
    values = {"action": "reset_second_factor", "_selected_action": [str(user.pk)]}
    page = administration.post(reverse("admin:accounts_user_changelist"), values, follow=True)
    assert "Die nächste Anmeldung richtet einen neuen zweiten Faktor ein." in page.content.decode()


def test_a_list_of_accounts_costs_the_same_for_one_and_three(administration, django_assert_num_queries):
    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            administration.get(reverse("admin:accounts_user_changelist"))
        return len(seen)

    one = count()
    for name in ("a", "b", "c"):
        staff("records", username=name)
    assert count() == one
