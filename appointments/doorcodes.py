"""The code on the poster at the door: which one holds, and how it is replaced."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from appointments.exceptions import AlreadyChanged
from appointments.models import DoorCode
from auslaenderbehoerde import tokens
from auslaenderbehoerde.authority.models import Office


def current_code(office: Office) -> DoorCode | None:
    """The code that holds; None before the first poster."""
    return DoorCode.objects.filter(office=office, replaced_at=None).first()


def address(code: DoorCode) -> str:
    """The short address of a poster; the portal finds the visitor's language by itself."""
    return f"{settings.PUBLIC_URL}/tuer/{code.code}/"


@transaction.atomic
def replace_code(*, office: Office, seen: str, now: datetime) -> DoorCode:
    """Give the door a new code; the old one's page says from now on that its poster is out of date.

    `seen` is the code the page has shown, empty for none: a second click, or a colleague who was quicker, is
    AlreadyChanged, and nobody replaces a code that was printed a minute ago.
    """
    Office.objects.select_for_update().get(pk=office.pk)
    current = current_code(office)
    if (current.code if current else "") != seen:
        raise AlreadyChanged
    if current is not None:
        current.replaced_at = now
        current.save(update_fields=["replaced_at"])
    code = tokens.code("door", uuid4(), version=1).lower()
    return DoorCode.objects.create(office=office, code=code, created_at=now)
