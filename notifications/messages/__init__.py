"""Every message the portal sends: the key in the outbox and what makes it."""

from collections.abc import Mapping

from notifications.messages import accounts, appointments, cards, papers, urgent
from notifications.messages.message import Builder, Message

BUILDERS: dict[str, Builder] = {
    "appointment_booked": appointments.booked,
    "appointment_moved": appointments.moved,
    "appointment_cancelled": appointments.cancelled,
    "appointment_link": appointments.link_again,
    "appointment_proposed": appointments.proposed,
    "urgent_answered": urgent.answered,
    "papers_asked": papers.asked,
    "card_arrived": cards.arrived,
    "card_reminder": cards.reminder,
    "staff_mail": accounts.staff_mail,
}


def build(template: str, identifiers: Mapping[str, str], language: str) -> Message | None:
    """The message of a row, made from what the records say now; None if there is nothing to say."""
    return BUILDERS[template](identifiers, language)
