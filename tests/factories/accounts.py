"""People who work here: one small cast for all tests, each with a role of the release."""

from functools import cache

from django.contrib.auth.hashers import make_password

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.accounts.roles import group_of

PASSWORD = "correct horse battery staple"


def staff(role: str, **values) -> User:
    """Somebody with a role (`front_desk`, `team_lead`, ...), or with none for an empty text."""
    name = values.pop("username", role or "nobody")
    values |= {"email": f"{name}@example.org", "is_staff": True, "password": _hash()}
    user = User.objects.create(username=name, **values)
    if role:
        user.groups.set([group_of(role)])
    return user


@cache
def _hash() -> str:
    """Meant to take long, so it is taken once."""
    return make_password(PASSWORD)
