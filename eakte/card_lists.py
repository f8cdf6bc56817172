"""What the pages about cards read, each in constant queries."""

import hmac
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from auslaenderbehoerde.authority.models import Office
from eakte import names, pickup_codes, serials
from eakte.card_states import ARRIVING, State
from eakte.models import CaseFile, Delivery, DeliveryLine, Person, ResidenceCard
from eakte.services.uncollected import WEEKS

GIVEN_LATELY = timedelta(days=30)  # so long the counter says "already handed over" to a code
CANDIDATES = 30


def with_file(rows: QuerySet[ResidenceCard], user: Any) -> Any:
    """Cards with person and file. `hidden` marks those of blocked files this person may not read."""
    blocked = CaseFile.objects.filter(person=OuterRef("person"), blocked=True).exclude(readers=user)
    found = rows.select_related("person__case_file", "office", "title", "handed_over_by")
    return found.annotate(hidden=Exists(blocked))


def find(typed: str, *, now: datetime) -> ResidenceCard | None:
    """The card of a scanned or typed serial number or pickup code.

    A code is nowhere stored, so it is made anew for every card that can still be handed over: five
    thousand of them take some hundredths of a second.
    """
    number = serials.plain(typed)
    if not number:
        return None
    if card := ResidenceCard.objects.filter(serial_hash=serials.hash_of(number)).first():
        return card
    wanted = pickup_codes.plain(typed)
    if len(wanted) != pickup_codes.LENGTH:
        return None
    lately = Q(state=State.HANDED_OVER, handed_over_at__gte=now - GIVEN_LATELY)
    known = ResidenceCard.objects.filter(~Q(state__in=[State.HANDED_OVER, State.VOID]) | lately)
    for card in known.only("pk", "link_version").order_by("-arrived_at").iterator():
        if hmac.compare_digest(pickup_codes.code(card), wanted):
            return card
    return None


def uncollected(office: Office, user: Any, *, now: datetime) -> Any:
    """Cards that have waited for four weeks or longer, the oldest first."""
    longest = now - timedelta(weeks=WEEKS[0])
    waiting = ResidenceCard.objects.waiting().filter(office=office, arrived_at__lte=longest)
    return with_file(waiting, user).order_by("arrived_at", "pk")


def unknown_lines(office: Office) -> QuerySet[DeliveryLine]:
    """Numbers of this office nobody knows yet, the oldest first."""
    waiting = DeliveryLine.objects.filter(card=None, settled_at=None, delivery__office=office)
    return waiting.select_related("delivery").order_by("delivery__created_at", "position")


def deliveries(office: Office) -> QuerySet[Delivery]:
    """Deliveries with how many cards they brought and how many numbers are still unknown."""
    return (
        Delivery.objects.filter(office=office)
        .select_related("created_by", "undone_by")
        .annotate(
            cards_known=Count("lines", filter=Q(lines__card__isnull=False)),
            unknown=Count("lines", filter=Q(lines__card=None, lines__settled_at=None)),
            to_announce=Count("lines", filter=Q(lines__card__state=State.ARRIVED, lines__card__announced_at=None)),
        )
        .order_by("-created_at")
    )


def candidates(text: str, office: Office, user: Any) -> list[ResidenceCard]:
    """Ordered cards without a number, by the name of their holder."""
    folded = names.fold(text)
    if not folded:
        return []
    people = Person.objects.all()
    for word in folded.split():
        people = people.filter(search_name__contains=f" {word}")
    ordered = ResidenceCard.objects.filter(state__in=ARRIVING, serial_hash="", office=office, person__in=people)
    found = with_file(ordered, user).filter(hidden=False)
    return list(found.order_by("person__sort_key", "ordered_at")[:CANDIDATES])
