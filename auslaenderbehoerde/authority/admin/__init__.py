"""The office's own door to its name, its houses, its hours and its texts."""

from auslaenderbehoerde.authority.admin import authority, feedback, office

__all__ = ["authority", "feedback", "office"]
