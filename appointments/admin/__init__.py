"""The staff's door to appointments: what is offered (content), what was booked (records), what waits (start page)."""

from appointments.admin import booking, desk, figures, invitation, lead, offer, start

__all__ = ["booking", "desk", "figures", "invitation", "lead", "offer", "start"]
