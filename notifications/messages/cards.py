"""Mails about a card: that it can be collected, and once more when nobody came.

They carry nothing of the person and nothing of the card: what to do, and where the state is asked with the code.
"""

from collections.abc import Mapping

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eakte import reach
from eakte.card_papers import status_address
from eakte.models import ResidenceCard
from notifications.messages import bilingual
from notifications.messages.message import Message

ARRIVED = _("Ihre Karte ist da")
REMINDER = _("Ihre Karte wartet auf Sie")


def arrived(identifiers: Mapping[str, str], language: str) -> Message | None:
    """It lies in the office: book a time to collect it."""
    return _message("card_arrived", ARRIVED, identifiers, language)


def reminder(identifiers: Mapping[str, str], language: str) -> Message | None:
    """It has lain there for weeks."""
    return _message("card_reminder", REMINDER, identifiers, language)


def _message(template: str, subject: Promise, identifiers: Mapping[str, str], language: str) -> Message | None:
    """Nothing to say once the card has left, or to somebody who wants letters."""
    waiting = ResidenceCard.objects.waiting().select_related("person", "office")
    card = waiting.filter(pk=identifiers["card"]).first()
    if card is None or not reach.by_mail(card.person):
        return None
    with translation.override(language):
        title = str(subject)
    text, html = bilingual.render(template, language, subject=title, context=lambda: _context(card))
    return Message(
        recipient=card.person.email,
        subject=title,
        text=text,
        html=html,
        reply_to=card.office.email,
        languages=bilingual.languages_of(language),
    )


def _context(card: ResidenceCard) -> dict:
    return {"office": card.office, "page": status_address(translation.get_language() or "de")}
