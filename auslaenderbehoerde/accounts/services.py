"""The verbs: give somebody an account, and take a lost second factor away."""

from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from auslaenderbehoerde import events
from auslaenderbehoerde.accounts.events import StaffMailDue
from auslaenderbehoerde.accounts.models import User

PASSWORD_MAIL = "account/email/password_reset_key"  # noqa: S105 - the name of a template
ADDRESS_MAIL = "account/email/address_changed"


@transaction.atomic
def create_account(*, username: str, email: str, groups: Sequence[Group]) -> User:
    """An account without a password; a mail with a link lets its owner choose one."""
    user = User(username=username, email=email, is_staff=True)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    user.groups.set(groups)
    invite(user)
    return user


def invite(user: User) -> None:
    """Send the link that lets somebody choose a password. Must be called inside a transaction."""
    events.publish(StaffMailDue(user.pk, PASSWORD_MAIL))


@transaction.atomic
def announce_new_address(*, user: User) -> None:
    """Tell the former address that it is replaced: who can set an address can have a password sent to it."""
    history = User.pgh_event_model.objects.filter(pgh_obj=user).exclude(email=user.email)  # type: ignore[attr-defined]
    former = history.order_by("-pgh_id").first()
    if former:
        events.publish(StaffMailDue(user.pk, ADDRESS_MAIL, former=former.pgh_id))


@transaction.atomic
def reset_second_factor(user: User) -> int:
    """Remove every second factor of an account and end its sessions; how many factors there were.

    The next sign-in asks for a new factor before anything else.
    """
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
    return removed
