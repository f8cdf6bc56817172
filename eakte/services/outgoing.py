"""Letters we send lie in the file as they were printed; printed again after a change, they are another version."""

import hashlib
from datetime import datetime

from django.db import transaction

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.clock import local_day
from eakte import letters
from eakte.models import Deadline, Document
from eakte.services import documents
from eakte.services.documents import Incoming

TITLE = "Nachforderung von Unterlagen"
NAME = "Unterlagen.pdf"


@transaction.atomic
def print_papers_letter(*, deadline: Deadline, by: User, now: datetime) -> bytes:
    """The letter that asks for papers, kept in the file; the same letter twice is kept once."""
    Deadline.objects.select_for_update().get(pk=deadline.pk)
    # Read after the lock: a join made while waiting for it would not see the letter somebody else has just kept.
    locked = Deadline.objects.select_related(*letters.NEEDED).get(pk=deadline.pk)
    body = letters.papers_letter(locked)
    last = locked.letter.versions.order_by("number").last() if locked.letter else None
    if last is None or last.sha256 != hashlib.sha256(body).hexdigest():
        _keep(locked, body, by, now)
    return body


def _keep(deadline: Deadline, body: bytes, by: User, now: datetime) -> None:
    checked = documents.check(Incoming(NAME, lambda: [body]))
    if deadline.letter:
        documents.add_version(document=deadline.letter, checked=checked, by=by, now=now)
        return
    facts = {
        "title": TITLE,
        "category": Document.Category.LETTER,
        "direction": Document.Direction.SENT,
        "dated_on": local_day(now),
        "proceeding": deadline.proceeding,
    }
    deadline.letter = documents.add_document(
        case_file=deadline.proceeding.case_file,
        checked=checked,
        facts=facts,
        source=Document.Source.OFFICE,
        by=by,
        now=now,
    )
    deadline.save(update_fields=["letter"])
