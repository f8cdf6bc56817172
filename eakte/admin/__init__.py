"""The staff's door to the record: pages made for a job, none of Django's change forms."""

from eakte.admin import casefile, documents, export, intake, person, search, steps

__all__ = ["casefile", "documents", "export", "intake", "person", "search", "steps"]
