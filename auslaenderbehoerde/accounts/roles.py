"""Roles as data: `roles.toml` says who may do what, the database holds it as Django's groups.

Everything asks `user.has_perm(right)`: views, admin and tests. There is no right outside the table, and nobody is
a superuser.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

FILE = Path(__file__).with_name("roles.toml")


@dataclass(frozen=True)
class ShippedRole:
    """A role that comes with the portal; `rights` are patterns of names such as `appointments.view_appointment`."""

    slug: str
    name: str
    purpose: str
    rights: tuple[str, ...]

    def grants(self, right: str) -> bool:
        """Whether the role has this right."""
        return any(fnmatchcase(right, pattern) for pattern in self.rights)


@cache
def roles() -> dict[str, ShippedRole]:
    """All roles of this release by their short name."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {slug: ShippedRole(slug, row["name"], row["purpose"], tuple(row["rights"])) for slug, row in table.items()}


def all_rights() -> dict[str, Permission]:
    """Every right there is, by its name."""
    found = Permission.objects.select_related("content_type")
    return {f"{right.content_type.app_label}.{right.codename}": right for right in found}


def content_rights(rights: Iterable[Permission]) -> list[Permission]:
    """Those that lead to what the administration does not see itself; giving them out takes a second person."""
    own = roles()["administrator"]
    return [right for right in rights if not own.grants(f"{right.content_type.app_label}.{right.codename}")]


def needs_two(group: Group) -> bool:
    """Whether the administration alone cannot give this role."""
    return bool(content_rights(group.permissions.select_related("content_type")))


def write_roles(**_signal: Any) -> None:
    """Bring the groups of the table in line with it, after migrations; other groups are the office's own."""
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0)
    rights = all_rights()
    for role in roles().values():
        group, _created = Group.objects.get_or_create(name=role.name)
        group.permissions.set(right for name, right in rights.items() if role.grants(name))


def group_of(slug: str) -> Group:
    """The group of a role (Group.DoesNotExist before the first migration)."""
    return Group.objects.get(name=roles()[slug].name)
