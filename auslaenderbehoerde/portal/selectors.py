"""Reads that combine apps for one page. Always the same number of queries."""

from dataclasses import dataclass
from datetime import date

from appointments.models import Channel, Concern
from auslaenderbehoerde.catalogue.models import Fee, RequiredDocument, Service, ServiceForm
from auslaenderbehoerde.catalogue.rules import fees_in_force


@dataclass(frozen=True)
class ServicePage:
    """Everything the page of a service shows."""

    service: Service
    always: list[RequiredDocument]
    sometimes: list[RequiredDocument]
    forms: list[ServiceForm]
    fees: list[Fee]
    bookable: bool
    with_card: bool


def service_page(slug: str, *, today: date) -> ServicePage:
    """A published service; Service.DoesNotExist for a stranger."""
    service = Service.objects.published().for_pages().get(slug=slug)
    documents = list(service.required_documents.all())
    with_card = set(
        Concern.objects.offered(Channel.EVERYONE).filter(service=service).values_list("needs_card", flat=True)
    )
    return ServicePage(
        service=service,
        always=[document for document in documents if not document.condition],
        sometimes=[document for document in documents if document.condition],
        forms=list(service.forms.all()),
        fees=fees_in_force(service.fees.all(), today),
        bookable=False in with_card,
        with_card=True in with_card,
    )


def places_at_door() -> bool:
    """Whether people may take a place of today by the QR code at the door."""
    return Concern.objects.bookable(Channel.DOOR).exists()
