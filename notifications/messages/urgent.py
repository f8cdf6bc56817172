"""The mail after an urgent request: that there is an answer, and where it stands.

The answer itself may tell a life, so it stays on the page of the request; a number may travel.
"""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from appointments import passes
from appointments.models import UrgentRequest
from notifications.messages import bilingual
from notifications.messages.message import Message

TEMPLATE = "urgent_answered"


def answered(identifiers: Mapping[str, str], language: str) -> Message | None:
    """For those who left an e-mail address; nothing to say to a telephone, or of an answer that was taken back."""
    answered_at = datetime.fromisoformat(identifiers["answered_at"])
    known = UrgentRequest.objects.filter(erased_at=None, answered_at=answered_at)
    asked = known.select_related("office", "attendance").filter(pk=identifiers["request"]).first()
    if asked is None or not _is_address(asked.contact):
        return None
    with translation.override(language):
        subject = _("Antwort auf Ihre dringende Bitte")
    text, html = bilingual.render(TEMPLATE, language, subject=subject, context=lambda: _context(asked))
    return Message(
        recipient=asked.contact.strip(),
        subject=subject,
        text=text,
        html=html,
        reply_to=asked.office.email,
        languages=bilingual.languages_of(language),
    )


def _context(asked: UrgentRequest) -> dict:
    return {"asked": asked, "office": asked.office, "page": passes.urgent_address(asked)}


def _is_address(contact: str) -> bool:
    try:
        validate_email(contact.strip())
    except ValidationError:
        return False
    return True
