"""Who we are: authority, offices and teams, hours, places we serve, texts we publish."""

from auslaenderbehoerde.authority.models.hours import ClosingDay, OpeningHours
from auslaenderbehoerde.authority.models.office import Authority, Department, Office, OnSiteOffer, Team
from auslaenderbehoerde.authority.models.place import Municipality
from auslaenderbehoerde.authority.models.text import Feedback, Page

__all__ = [
    "Authority",
    "ClosingDay",
    "Department",
    "Feedback",
    "Municipality",
    "Office",
    "OnSiteOffer",
    "OpeningHours",
    "Page",
    "Team",
]
