"""What of the lead's work waits: people without a place, and answers that have not come."""

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from appointments import displaced
from appointments.admin.lead.place import RIGHT
from auslaenderbehoerde.design.work import Card, start_card


@start_card(RIGHT)
def affected(request: HttpRequest, now: datetime) -> list[Card]:
    """Who needs a decision, and who has not answered yet."""
    first, last = displaced.days_ahead(now)
    undecided, unanswered = displaced.count(first=first, last=last, now=now)
    address, made = reverse("admin:appointments_affected"), []
    if undecided:
        made.append(Card("Termine ohne Kraft", undecided, "brauchen eine Entscheidung", address, urgent=True))
    if unanswered:
        made.append(Card("Vorschläge ohne Antwort", unanswered, "Plätze sind gehalten", address))
    return made
