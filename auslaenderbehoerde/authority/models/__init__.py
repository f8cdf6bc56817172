"""Who we are: the authority, its offices and hours, its structure, its texts."""

from auslaenderbehoerde.authority.models.authority import Authority, Municipality
from auslaenderbehoerde.authority.models.hours import ClosingDay, OpeningHours, Weekday
from auslaenderbehoerde.authority.models.office import Office, OnSiteOffer
from auslaenderbehoerde.authority.models.pages import Feedback, Page, PageKey
from auslaenderbehoerde.authority.models.structure import Department, Team

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
    "PageKey",
    "Team",
    "Weekday",
]
