"""The letter that asks for papers, for the window envelope (DIN 5008, form B).

German comes first because it is the binding wording; the translation below is a help (§ 23 Abs. 1 VwVfG).
"""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_info

from auslaenderbehoerde.authority.models import Authority, Office
from auslaenderbehoerde.authority.selectors import current_authority
from auslaenderbehoerde.design import pdf
from eakte.exceptions import SomethingMissing
from eakte.models import CaseFile, Deadline, Person, Proceeding

GERMAN = settings.LANGUAGE_CODE
NEEDED = ("proceeding__case_file__person", "proceeding__case_file__department__office", "proceeding__service", "letter")


def papers_letter(deadline: Deadline) -> bytes:
    """What is missing, until when, and what follows if it does not come, as a PDF."""
    proceeding = deadline.proceeding
    case_file = proceeding.case_file
    person = case_file.person
    values = {
        "deadline": deadline,
        "reference": case_file.reference,
        "sender": sender_of(case_file),
        "person": person,
    }
    parts = [_part(code, deadline, values) for code in languages_of(person)]
    context = values | {"parts": parts, "lines": window_of(person)}
    return pdf.render(render_to_string("letters/papers_letter.html", context))


def sender_of(case_file: CaseFile) -> Office | Authority:
    """Who writes: the office of the department, else the authority (SomethingMissing in an empty installation)."""
    sender = case_file.department.office or current_authority()
    if sender is None:
        raise SomethingMissing("Dem Sachgebiet fehlt der Standort: Das Schreiben hätte keinen Absender.")
    return sender


def window_of(person: Person) -> list[str]:
    """Name and address; the name alone where an address must not stand on paper (§ 51 BMG, safe contact)."""
    address = person.addresses.filter(valid_until=None).first()
    guarded = person.address_blocked or person.safe_contact
    return [person.full_name, *(address.lines if address and not guarded else [])]


def languages_of(person: Person) -> list[str]:
    """German, and the person's language if the portal speaks it."""
    known = person.language in dict(settings.LANGUAGES) and person.language != GERMAN
    return [GERMAN, person.language] if known else [GERMAN]


def papers_of(deadline: Deadline) -> list[tuple[str, str]]:
    """Each paper in the active language and in German; the same where the catalogue does not know it."""
    known = _known_papers(deadline.proceeding)
    return [(known.get(line, line), line) for line in deadline.note.splitlines()]


def _known_papers(proceeding: Proceeding) -> dict[str, str]:
    if proceeding.service is None:
        return {}
    return {str(paper.name_de): paper.name for paper in proceeding.service.required_documents.all()}  # type: ignore[attr-defined]


def _part(language: str, deadline: Deadline, values: dict[str, Any]) -> dict[str, Any]:
    with translation.override(language):
        context = values | {"papers": papers_of(deadline), "german": language == GERMAN}
        return {
            "language": language,
            "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
            "html": render_to_string("letters/_papers.html", context),
        }
