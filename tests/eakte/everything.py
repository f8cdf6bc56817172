"""One person with a row of every model that hangs on a person, a file or a proceeding."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from appointments import models as booking
from appointments.models import Hold, Pickup, Place, Proposal, UrgentRequest
from eakte import card_status, models, sealing, serials
from eakte.models import Document
from notifications.models import OutboxMessage
from tests.factories import papers
from tests.factories.accounts import staff
from tests.factories.appointments import AppointmentFactory, SlotFactory
from tests.factories.authority import OfficeFactory
from tests.factories.eakte import (
    CardFactory,
    CaseFileFactory,
    PersonFactory,
    ProceedingFactory,
    TaskFactory,
    TitleFactory,
)

LONG_AGO = datetime(2014, 3, 3, 9, tzinfo=UTC)
DAY = date(2014, 3, 3)


def everything(name: str, *, clerk, **facts) -> models.CaseFile:
    """Her file. Whatever is text about her contains her family name, so that a test finds what is left of it."""
    person = PersonFactory(family_name=name, given_names="Zofia", email=f"{name}@example.org", **facts)
    case_file = CaseFileFactory(person=person, opened_at=LONG_AGO)
    _of_person(person, name)
    matter = _of_file(case_file, name, clerk)
    card = _titles(person, matter, name)
    visit = _appointments(case_file, matter, card, name)
    OutboxMessage.objects.create(
        template="appointment_booked", identifiers={"appointment": str(visit.pk)}, language="de", idempotency_key=name
    )
    return case_file


def _of_person(person, name: str) -> None:
    models.OtherName.objects.create(person=person, kind="birth", family_name=f"{name}-Geb", source=f"Pass {name}")
    models.Address.objects.create(person=person, street=f"{name}-Straße 1", city="Köln", postcode="50667")
    number = f"P{name}1234"
    models.Passport.objects.create(
        person=person,
        number_sealed=sealing.seal_text(number, purpose="passport"),
        number_hash=sealing.number_hash("passport", number),
        state="TUR",
    )


def _of_file(case_file, name: str, clerk):
    matter = ProceedingFactory(
        case_file=case_file, state="handed_over", closed_at=LONG_AGO, handed_to=f"Amt {name}", received_at=LONG_AGO
    )
    letter = papers.document(case_file, title=f"Schreiben {name}", proceeding_id=matter.pk)
    models.Deadline.objects.create(
        proceeding=matter, kind="papers", due_on=DAY, note=name, met_at=LONG_AGO, letter=letter
    )
    TaskFactory(case_file=case_file, proceeding=matter, text=f"Prüfen {name}", done_at=LONG_AGO, done_by=clerk)
    models.Note.objects.create(case_file=case_file, proceeding=matter, text=f"Vermerk {name}", written_by=clerk)
    _post(case_file, name)
    return matter


def _post(case_file, name: str) -> None:
    """A stack that was split into the one piece that lies in the file."""
    batch = models.IntakeBatch.objects.create(office=OfficeFactory(), origin="upload")
    stack = papers.document(None, title=f"Stapel {name}", source="post")
    whole = models.IntakeItem.objects.create(batch=batch, document=stack, state="split", settled_at=LONG_AGO)
    piece = papers.document(case_file, title=f"Attest {name}", category="health", source="post")
    models.IntakeItem.objects.create(
        batch=batch, document=piece, split_from=whole, state="assigned", settled_at=LONG_AGO, note=name
    )


def _titles(person, matter, name: str):
    title = TitleFactory(
        person=person, valid_from=DAY, valid_until=date(2016, 1, 1), ended_on=date(2016, 1, 1), ended="expired"
    )
    models.AncillaryProvision.objects.create(title=title, kind="other", text=f"Auflage {name}")
    serial = f"{name[:1]}7654321"
    card = CardFactory(
        person=person,
        title=title,
        proceeding=matter,
        state="handed_over",
        ordered_at=LONG_AGO,
        handed_over_at=LONG_AGO,
        serial_sealed=serials.seal(serial),
        serial_hash=serials.hash_of(serial),
    )
    card_status.follow(card, on=DAY)
    delivery = models.Delivery.objects.create(office=card.office, fingerprint=name, created_by=staff("", username=name))
    models.DeliveryLine.objects.create(
        delivery=delivery, position=1, card=card, serial_sealed=card.serial_sealed, serial_hash=card.serial_hash
    )
    return card


def _appointments(case_file, matter, card, name: str):
    names = {"family_name": name, "email": f"{name}@example.org", "needs": f"Rollstuhl {name}", "starts_at": LONG_AGO}
    visit = AppointmentFactory(case_file=case_file, proceeding=matter, booked_at=LONG_AGO, **names)
    slot = SlotFactory(queue=visit.concern.queue, starts_at=LONG_AGO, opens_at=LONG_AGO)
    Place.objects.create(slot=slot, appointment=visit)
    hold = Hold.objects.create(
        attempt=uuid4(), concern=visit.concern, channel="everyone", starts_at=LONG_AGO, expires_at=LONG_AGO
    )
    offered = {"starts_at": LONG_AGO, "answer_until": LONG_AGO, "reason": "illness", "created_at": LONG_AGO}
    Proposal.objects.create(appointment=visit, hold=hold, state="lapsed", **offered)
    Pickup.objects.create(appointment=visit, card=card, active=False)
    booking.Attendance.objects.create(
        office=visit.office,
        queue=visit.concern.queue,
        concern=visit.concern,
        appointment=visit,
        day=visit.day,
        number=visit.number,
        note=f"Notiz {name}",
        status="served",
        arrived_at=LONG_AGO,
        rank_at=LONG_AGO,
        finished_at=LONG_AGO + timedelta(minutes=10),
    )
    asked = {"reason": "job", "text": f"Stelle {name}", "family_name": name, "contact": name, "created_at": LONG_AGO}
    UrgentRequest.objects.create(attempt=uuid4(), office=visit.office, appointment=visit, **asked)
    return visit


def papers_of(case_file) -> int:
    """How many documents lie in it."""
    return Document.objects.filter(case_file=case_file).count()
