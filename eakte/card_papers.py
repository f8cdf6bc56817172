"""Paper about a card: the leaflet given out at biometrics, and the letters to those who get no mail.

Each is written in the person's language first and then in German, which is the binding wording.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_info

from auslaenderbehoerde.authority.selectors import current_authority
from auslaenderbehoerde.design import pdf
from eakte import pickup_codes, reach
from eakte.card_figures import Waiting
from eakte.exceptions import SomethingMissing
from eakte.models import Address, Person, ResidenceCard

GERMAN = settings.LANGUAGE_CODE
ARRIVED, REMINDER = "card_arrived", "card_reminder"


def status_address(language: str) -> str:
    """Where the holder asks; the code is typed there, it never stands in an address."""
    return f"{settings.PUBLIC_URL}/{language}/karte/"


def leaflet(card: ResidenceCard, *, waiting: Waiting | None) -> bytes:
    """What to do with the code and what happens next, as a PDF."""
    code = pickup_codes.grouped(pickup_codes.code(card))
    context = {"card": card, "code": code, "plain": pickup_codes.code(card), "waiting": waiting}
    parts = [_part("card_leaflet", code, context) for code in _languages(card.person)]
    return pdf.render(render_to_string("letters/card_leaflet.html", {"parts": parts, "language": parts[0]["language"]}))


def letter(occasion: str, cards: Iterable[ResidenceCard], *, day: Any) -> bytes:
    """Letters for the window envelope (DIN 5008, form B), each person's on its own sheet, as one PDF."""
    sheets = [_sheet(occasion, card, day) for card in cards]
    if not sheets:
        raise SomethingMissing("Es gibt keinen Brief zu drucken.")
    context = {"sheets": sheets, "authority": current_authority()}
    return pdf.render(render_to_string("letters/card_letter.html", context))


def may_write(person: Person) -> bool:
    """Whether a letter may be printed for this person at all."""
    return reach.by_letter(person) or (not person.safe_contact and not reach.by_mail(person))


def _sheet(occasion: str, card: ResidenceCard, day: Any) -> dict[str, Any]:
    person = card.person
    if person.safe_contact:
        raise SomethingMissing("Diese Person ist nur auf einem sicheren Weg zu erreichen. Bitte keinen Brief schicken.")
    parts = [_part(occasion, code, {"card": card, "office": card.office}) for code in _languages(person)]
    return {"parts": parts, "person": person, "lines": _address_lines(person), "office": card.office, "day": day}


def _address_lines(person: Person) -> list[str]:
    """The window: name and address; of somebody with an Auskunftssperre the name alone (§ 51 BMG)."""
    current = Address.objects.filter(person=person, valid_until=None).first()
    return [person.full_name, *(current.lines if current and not person.address_blocked else [])]


def _languages(person: Person) -> list[str]:
    known = person.language if person.language in dict(settings.LANGUAGES) else GERMAN
    return [known] if known == GERMAN else [known, GERMAN]


def _part(template: str, language: str, context: dict[str, Any]) -> dict[str, Any]:
    with translation.override(language):
        values = context | {"address": status_address(language)}
        return {
            "language": language,
            "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
            "html": render_to_string(f"letters/_{template}.html", values),
        }
