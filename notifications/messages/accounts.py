"""Mails to people who work here. The links in them are made when they are sent, so none lies in a database."""

from collections.abc import Mapping
from uuid import UUID

from auslaenderbehoerde.accounts import mails
from auslaenderbehoerde.accounts.models import User
from notifications.messages.message import Message


def staff_mail(identifiers: Mapping[str, str], language: str) -> Message | None:
    """A mail about an account, in German; none if the account is gone, locked or without an address."""
    if "former" in identifiers:
        return _to_former_address(identifiers)
    user = User.objects.filter(pk=identifiers["user"], is_active=True).exclude(email="").first()
    if user is None:
        return None
    subject, text = mails.render(UUID(identifiers["user"]), identifiers["template"])
    return Message(recipient=user.email, subject=subject, text=text)


def _to_former_address(identifiers: Mapping[str, str]) -> Message | None:
    """The mail to the address the account had, also when it is locked; none if it had none."""
    before = User.pgh_event_model.objects.get(pgh_id=identifiers["former"])  # type: ignore[attr-defined]
    if not before.email:
        return None
    subject, text = mails.render(UUID(identifiers["user"]), identifiers["template"])
    return Message(recipient=before.email, subject=subject, text=text)
