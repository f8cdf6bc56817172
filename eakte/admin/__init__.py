"""The staff's door to the record: pages made for a job, none of Django's change forms."""

from eakte.admin import (
    access_answer,
    cards,
    casefile,
    disposal,
    documents,
    export,
    imports,
    intake,
    letters,
    merging,
    person,
    protocol,
    search,
    steps,
    worklist,
)

__all__ = [
    "access_answer",
    "cards",
    "casefile",
    "disposal",
    "documents",
    "export",
    "imports",
    "intake",
    "letters",
    "merging",
    "person",
    "protocol",
    "search",
    "steps",
    "worklist",
]
