"""Whose press was quicker: the clerk's own in another window, a colleague's, or nobody knows whose."""

from typing import Any
from uuid import UUID

from appointments.exceptions import AlreadyChanged
from appointments.models import Attendance
from auslaenderbehoerde.accounts.models import User

OWN = "Sie haben das schon in einem anderen Fenster getan. Die Ansicht ist jetzt neu geladen."
COLLEAGUE = "{name} hat das gerade geändert. Die Ansicht ist jetzt neu geladen."


def told(refusal: AlreadyChanged, *, clerk: User) -> str:
    """What a clerk reads; the history knows who changed a visit last, unless it was the visitor."""
    user = _last_user(refusal.visit.pk) if refusal.visit else None
    if user is None:
        return str(refusal)
    return OWN if user == clerk else COLLEAGUE.format(name=user.get_full_name() or user.get_username())


def _last_user(visit: UUID) -> User | None:
    tracked: Any = Attendance  # pghistory hangs its model there
    history = tracked.pgh_event_model.objects.filter(pgh_obj=visit).order_by("-pgh_id")
    context = history.values_list("pgh_context__metadata", flat=True).first()
    return User.objects.filter(pk=context["user"]).first() if context and context.get("user") else None
