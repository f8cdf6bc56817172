"""People who work here: one small cast for all tests, each with a role of the release."""

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.accounts.roles import group_of

PASSWORD = "correct horse battery staple"


def staff(role: str, **values) -> User:
    """Somebody with a role (`front_desk`, `team_lead`, ...), or with none for an empty text."""
    name = values.pop("username", role or "nobody")
    user = User(username=name, email=f"{name}@example.org", is_staff=True, **values)
    user.set_password(PASSWORD)
    user.save()
    if role:
        user.groups.set([group_of(role)])
    return user
