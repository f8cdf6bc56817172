"""What the portal changes about allauth: accounts are given, not taken; mails follow the commit."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest

from auslaenderbehoerde import events
from auslaenderbehoerde.accounts.events import StaffMailDue
from auslaenderbehoerde.accounts.models import User


def counted_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The name under which axes counts wrong passwords: one for all spellings that open the same account."""
    given = (credentials or {}).get("username") or (request.POST.get("login", "") if request else "")
    return str(given).strip().casefold()


class StaffAdapter(DefaultAccountAdapter):
    """No sign-up; a mail is a fact that `notifications` hears."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only to accounts we know: an unknown address gets nothing, and the page says the same."""
        user = context.get("user") or User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None or not getattr(user, "pk", None):
            return
        with transaction.atomic():
            events.publish(StaffMailDue(user.pk, template_prefix))
