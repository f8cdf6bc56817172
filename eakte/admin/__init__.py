"""The staff's door to the record: pages made for a job, none of Django's change forms."""

from eakte.admin import (
    cards,
    casefile,
    documents,
    export,
    imports,
    intake,
    letters,
    person,
    protocol,
    search,
    steps,
    worklist,
)

__all__ = [
    "cards",
    "casefile",
    "documents",
    "export",
    "imports",
    "intake",
    "letters",
    "person",
    "protocol",
    "search",
    "steps",
    "worklist",
]
