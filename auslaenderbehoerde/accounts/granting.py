"""Four eyes: a role with rights to content is given out by the administration and confirmed by a team lead."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet

from auslaenderbehoerde.accounts.exceptions import AlreadySettled, LeadExists, NeedsAnother
from auslaenderbehoerde.accounts.models import PendingRole, User
from auslaenderbehoerde.accounts.roles import group_of, needs_two

RIGHT = "accounts.confirm_pendingrole"


@transaction.atomic
def give_roles(*, user: User, groups: Iterable[Group], by: User, now: datetime) -> list[PendingRole]:
    """The account has exactly these roles; those that need a second person wait for one and are returned.

    The roles are locked, so that none gains rights between the question and the deed (`RoleForm`).
    """
    wanted = list(Group.objects.select_for_update().filter(pk__in=[group.pk for group in groups]).order_by("pk"))
    held = set(user.groups.all())
    waiting = [group for group in wanted if group not in held and needs_two(group)]
    user.groups.set([group for group in wanted if group not in waiting])
    return [
        PendingRole.objects.get_or_create(user=user, group=group, defaults={"asked_by": by, "asked_at": now})[0]
        for group in waiting
    ]


@transaction.atomic
def take_content(*, user: User) -> None:
    """An account that is switched on again, or gets another address, starts without its roles with content; given
    again, they wait again.

    Else the account of somebody who has left, or a link to a password, would be a way around the second person.
    """
    user.groups.remove(*[group for group in user.groups.all() if needs_two(group)])


@transaction.atomic
def confirm(*, pending: UUID, by: User) -> User:
    """The role counts from now on (AlreadySettled, NeedsAnother)."""
    found = _locked(pending)
    _ask(found, by)
    return _settle(found)


@transaction.atomic
def decline(*, pending: UUID, by: User) -> User:
    """The role is not given (AlreadySettled, NeedsAnother)."""
    found = _locked(pending)
    _ask(found, by)
    found.delete()
    return found.user


@transaction.atomic
def confirm_first_lead(*, username: str) -> User:
    """The first team lead of an installation, by whoever may run commands (LeadExists, AlreadySettled)."""
    group = Group.objects.select_for_update().get(pk=group_of("team_lead").pk)
    if leads().exists():
        raise LeadExists
    found = PendingRole.objects.select_for_update().filter(group=group, user__username=username).first()
    if found is None:
        raise AlreadySettled
    return _settle(found)


def leads() -> QuerySet[User]:
    """Who may confirm: everybody active with the right, whatever their role is called."""
    return User.objects.with_perm(RIGHT, backend="django.contrib.auth.backends.ModelBackend")


def waiting() -> QuerySet[PendingRole]:
    """What waits for a second person, oldest first, with all a list shows; two queries."""
    rows = PendingRole.objects.select_related("user", "group", "asked_by")
    return rows.prefetch_related("group__permissions__content_type")


def _locked(pending: UUID) -> PendingRole:
    rows = PendingRole.objects.select_for_update(of=("self",)).select_related("user", "group")
    found = rows.filter(pk=pending).first()
    if found is None:
        raise AlreadySettled
    return found


def _ask(found: PendingRole, by: User) -> None:
    if by.pk in {found.user_id, found.asked_by_id} or not by.has_perm(RIGHT):
        raise NeedsAnother


def _settle(found: PendingRole) -> User:
    found.user.groups.add(found.group)
    found.delete()
    return found.user
