"""The mail that says papers are missing: that, and until when. Which ones they are stands in the letter.

Nothing in it tells who is meant, which papers or which file: mail travels unprotected.
"""

from collections.abc import Mapping

from django.utils import translation
from django.utils.translation import gettext as _

from eakte import letters, reach
from eakte.models import Deadline
from notifications.messages import bilingual
from notifications.messages.message import Message

TEMPLATE = "papers_asked"


def asked(identifiers: Mapping[str, str], language: str) -> Message | None:
    """Only to those who want mails, never where a safe way is agreed, and not once the papers are there."""
    waiting = Deadline.objects.running().filter(pk=identifiers["deadline"], proceeding__closed_at=None)
    related = "proceeding__case_file"
    deadline = waiting.select_related(f"{related}__person", f"{related}__department__office").first()
    if deadline is None:
        return None
    case_file = deadline.proceeding.case_file
    if not reach.by_mail(case_file.person) or case_file.person.safe_contact:
        return None
    sender = letters.sender_of(case_file)
    with translation.override(language):
        subject = _("Bitte reichen Sie Unterlagen nach")
    text, html = bilingual.render(
        TEMPLATE, language, subject=subject, context=lambda: {"deadline": deadline, "office": sender}
    )
    return Message(
        recipient=case_file.person.email,
        subject=subject,
        text=text,
        html=html,
        reply_to=sender.email,
        languages=bilingual.languages_of(language),
    )
