"""The text of a staff mail, made when it is sent: no token ever lies in the outbox."""

from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from auslaenderbehoerde.accounts.models import User


def render(user: UUID, template: str) -> tuple[str, str]:
    """Subject and text in German; `template` is allauth's prefix, such as `account/email/password_reset_key`."""
    person = User.objects.get(pk=user)
    context = {
        "user": person,
        "username": person.get_username(),
        "password_reset_url": password_link(person),
        "current_site": {"name": "Verwaltung", "domain": settings.PUBLIC_URL},
    }
    with translation.override("de"):
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        return subject, render_to_string(f"{template}_message.txt", context)


def password_link(user: User) -> str:
    """The address where somebody chooses a password, once and within three days."""
    arguments = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.PUBLIC_URL + reverse("account_reset_password_from_key", kwargs=arguments)
