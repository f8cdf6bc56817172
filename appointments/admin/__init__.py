"""The staff's door to appointments: what is offered (content), what was booked (records), what waits (start page)."""

from appointments.admin import booking, desk, figures, lead, offer, start

__all__ = ["booking", "desk", "figures", "lead", "offer", "start"]
