"""What can be booked (offer), and what was booked (booking)."""

from appointments.models.booking import Appointment, DoorCode, TicketCounter, UrgentRequest
from appointments.models.offer import Channel, Concern, PlanLine, Queue
from appointments.models.place import Hold, Place, Slot

__all__ = [
    "Appointment",
    "Channel",
    "Concern",
    "DoorCode",
    "Hold",
    "Place",
    "PlanLine",
    "Queue",
    "Slot",
    "TicketCounter",
    "UrgentRequest",
]
