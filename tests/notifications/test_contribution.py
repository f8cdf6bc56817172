"""What was written to a person is told to her and goes with her file; what was written to others stays."""

from datetime import UTC, datetime

import pytest

from eakte.models import Deadline
from notifications.contribution import MESSAGES, SUBJECTS
from notifications.messages import BUILDERS
from notifications.models import OutboxMessage
from tests.factories.appointments import AppointmentFactory
from tests.factories.eakte import CardFactory, CaseFileFactory, ProceedingFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_every_message_to_people_has_a_name_in_the_answer():
    assert set(SUBJECTS) == set(BUILDERS) - {"staff_mail"}


@pytest.fixture
def case_file():
    return CaseFileFactory()


def message(template: str, **identifiers) -> OutboxMessage:
    sent = {"state": "sent", "sent_at": NOW, "next_attempt_at": None, "created_at": NOW}
    named = {key: str(row.pk) for key, row in identifiers.items()}
    return OutboxMessage.objects.create(
        template=template, identifiers=named, language="tr", idempotency_key=template, **sent
    )


def about(case_file) -> list[OutboxMessage]:
    """One message about each thing of hers that messages are about."""
    deadline = Deadline.objects.create(
        proceeding=ProceedingFactory(case_file=case_file), kind="papers", due_on=NOW.date()
    )
    return [
        message("appointment_booked", appointment=AppointmentFactory(case_file=case_file)),
        message("card_arrived", card=CardFactory(person=case_file.person)),
        message("papers_asked", deadline=deadline),
    ]


def test_each_message_is_a_line_of_the_answer(case_file):
    about(case_file)
    message("appointment_moved", appointment=AppointmentFactory())

    told = [(part.title, part.detail) for part in MESSAGES.answer(case_file.person)]

    sent = "Sprache: tr, Stand: verschickt, verschickt am 24.11.2026 10:00"
    assert sorted(told) == [
        ("Nachricht", f"{subject}, {sent}")
        for subject in ("Bitte um Unterlagen", "Ihr Termin ist gebucht", "Ihre Karte ist da")
    ]


def test_they_go_with_the_file_and_those_to_others_stay(case_file):
    about(case_file)
    other = message("appointment_moved", appointment=AppointmentFactory())

    MESSAGES.erase(case_file, NOW)

    assert list(OutboxMessage.objects.all()) == [other]
