"""The answer to a person who asks what is stored about her (Art. 15 DSGVO), for all her files at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from auslaenderbehoerde.authority.selectors import current_authority
from eakte import contributions, nationalities
from eakte.export import Contents
from eakte.models import CaseFile, Document, Person, Proceeding
from eakte.papers import Line
from eakte.querysets import CaseFileQuerySet
from eakte.services import documents

TEMPLATE = "admin/eakte/answer_index.html"


def files_of(person: Person) -> CaseFileQuerySet:
    """Her own file, and the covers of those that were merged into it."""
    return CaseFile.objects.filter(Q(person=person) | Q(person__merged_into=person))


def in_the_way(person: Person, user: Any) -> list[CaseFile]:
    """Files of the person whose content this caller may not read: as long as there is one, there is no answer."""
    readable = CaseFile.objects.visible_to(user).filter(person=person).values("pk")
    return list(files_of(person).standing().exclude(pk__in=readable))


def contents(case_file: CaseFile, *, now: datetime) -> Contents:
    """Everything, also what only the team of the file reads: it is the person's own. Constant queries."""
    person = case_file.person
    return Contents(
        case_file=case_file,
        made_at=now,
        papers=_papers(person),
        parts=contributions.answer_parts(person),
        template=TEMPLATE,
        name="auskunft",
        about=_about(person, case_file),
    )


def _papers(person: Person) -> list[Line]:
    """Every version of every document, the oldest first."""
    rows = Document.objects.filter(case_file__in=files_of(person)).prefetch_related("versions")
    return [
        Line(row, version, documents.refusal(version))
        for row in rows.select_related("proceeding").order_by("dated_on", "pk")
        for version in _in_order(row.versions.all())
    ]


def _in_order(versions: Any) -> Sequence[Any]:
    return sorted(versions, key=lambda version: version.number)


def _about(person: Person, case_file: CaseFile) -> dict[str, Any]:
    handed = Proceeding.objects.filter(case_file=case_file).exclude(handed_to="").order_by("handed_to")
    return {
        "authority": current_authority(),
        "nationality": nationalities.names_of(person.nationalities),
        "address": person.addresses.filter(valid_until=None).first(),
        "handed_to": list(handed.values_list("handed_to", flat=True).distinct()),
    }
