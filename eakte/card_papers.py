"""Paper about a card: the leaflet given out at biometrics, and the letters to those who get no mail.

Each is written in German, which is the binding wording, and in the person's language.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_info

from auslaenderbehoerde.design import pdf
from eakte import pickup_codes
from eakte.card_figures import Waiting
from eakte.exceptions import SomethingMissing
from eakte.letters import languages_of, window_of
from eakte.models import ResidenceCard

ARRIVED, REMINDER = "card_arrived", "card_reminder"


def status_address(language: str) -> str:
    """Where the holder asks; the code is typed there, it never stands in an address."""
    return f"{settings.PUBLIC_URL}/{language}/karte/"


def leaflet(card: ResidenceCard, *, waiting: Waiting | None) -> bytes:
    """What to do with the code and what happens next, as a PDF: the person's language first, she takes it home."""
    code = pickup_codes.code(card)
    context = {"card": card, "code": pickup_codes.grouped(code), "plain": code, "waiting": waiting}
    parts = [_part("card_leaflet", language, context) for language in reversed(languages_of(card.person))]
    return pdf.render(render_to_string("letters/card_leaflet.html", {"parts": parts, "language": parts[0]["language"]}))


def letters(occasion: str, cards: Iterable[ResidenceCard], *, day: date) -> bytes:
    """Letters for the window envelope (DIN 5008, form B), each person's on its own sheet, as one PDF.

    Nobody who is only reached on a safe way gets one (SomethingMissing when nobody is left).
    """
    sheets = [_sheet(occasion, card, day) for card in cards if not card.person.safe_contact]
    if not sheets:
        raise SomethingMissing("Hier ist kein Brief zu drucken: Diese Person erreichen wir nur auf einem sicheren Weg.")
    return pdf.render(render_to_string("letters/card_letter.html", {"sheets": sheets}))


def _sheet(occasion: str, card: ResidenceCard, day: date) -> dict[str, Any]:
    context = {"card": card, "office": card.office}
    parts = [_part(occasion, language, context) for language in languages_of(card.person)]
    return {"parts": parts, "lines": window_of(card.person), "office": card.office, "day": day}


def _part(template: str, language: str, context: dict[str, Any]) -> dict[str, Any]:
    with translation.override(language):
        values = context | {"address": status_address(language)}
        return {
            "language": language,
            "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
            "html": render_to_string(f"letters/_{template}.html", values),
        }
