"""What can be booked (offer), where and when (place, capacity), what was booked (booking), who is here (desk)."""

from appointments.models.booking import Appointment, DoorCode, Proposal, TicketCounter, UrgentRequest
from appointments.models.capacity import PlanException, Release
from appointments.models.desk import Attendance, Counter
from appointments.models.offer import Channel, Concern, PlanLine, Queue
from appointments.models.pickup import Pickup
from appointments.models.place import Hold, Place, Slot

__all__ = [
    "Appointment",
    "Attendance",
    "Channel",
    "Concern",
    "Counter",
    "DoorCode",
    "Hold",
    "Pickup",
    "Place",
    "PlanException",
    "PlanLine",
    "Proposal",
    "Queue",
    "Release",
    "Slot",
    "TicketCounter",
    "UrgentRequest",
]
