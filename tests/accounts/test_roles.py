"""Roles are data: the table in `roles.toml` becomes groups with rights."""

import pytest
from django.contrib.auth.models import Group, Permission

from auslaenderbehoerde.accounts.roles import all_rights, group_of, roles, write_roles
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db

ROLES = ["front_desk", "caseworker", "team_lead", "fee_office", "records", "administrator", "data_protection_officer"]
PERSONAL = [
    "appointments.view_appointment",
    "appointments.view_urgentrequest",
]


def test_the_seven_roles_of_an_office_are_there():
    assert list(roles()) == ROLES


def test_every_pattern_of_the_table_names_a_right_that_exists():
    known = set(all_rights())
    dead = [
        (role.slug, pattern)
        for role in roles().values()
        for pattern in role.rights
        if not any(type(role)("", "", "", (pattern,)).grants(right) for right in known)
    ]
    assert dead == []


@pytest.mark.parametrize("slug", ROLES)
def test_a_role_has_exactly_the_rights_of_the_table(slug):
    wanted = {right for right in all_rights() if roles()[slug].grants(right)}
    assert staff(slug).get_all_permissions() == wanted


def test_the_administration_sees_no_content():
    administrator = staff("administrator")
    assert [right for right in PERSONAL if administrator.has_perm(right)] == []


def test_a_new_release_brings_its_rights_and_leaves_the_offices_own_roles_alone():
    own = Group.objects.create(name="Praktikum")
    own.permissions.set(Permission.objects.filter(codename="view_page"))
    group_of("records").permissions.clear()
    write_roles()
    held = [permission.codename for permission in group_of("records").permissions.all()]
    assert "view_service" in held
    assert [permission.codename for permission in own.permissions.all()] == ["view_page"]
