"""The staff's door to the portal as a whole: what waits (start page), whether it all runs (operations)."""

from auslaenderbehoerde.portal.admin import operations, start

__all__ = ["operations", "start"]
