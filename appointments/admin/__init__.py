"""The staff's door to appointments: what is offered (content), what was booked (records)."""

from appointments.admin import booking, offer

__all__ = ["booking", "offer"]
