"""The mail after an urgent request was answered, read as a mail program reads it."""

from datetime import datetime

import pytest
from django.db import transaction

from appointments import desk, passes, services
from appointments.events import UrgentRequestAnswered
from appointments.models import UrgentRequest
from appointments.undoing import TELL_AFTER
from auslaenderbehoerde import events
from notifications import outbox
from notifications.models import OutboxMessage
from tests.factories.appointments import ConcernFactory
from tests.notifications.messages.test_appointments import html_of, text_of

ATTEMPT = "0191f5a0-0000-7000-8000-000000000001"
DECLINED = """Guten Tag!

Wir haben Ihre dringende Bitte gelesen und beantwortet.

Antwort ansehen:
{page}

Mit freundlichen Grüßen
Ausländerbehörde Unna-Königsborn
Telefon: 0221 4710-100
"""


@pytest.fixture
def concern(db):
    return ConcernFactory()


@pytest.fixture
def asked(concern, now: datetime) -> UrgentRequest:
    """Maryam asked at the door and left her e-mail address."""
    return services.request_urgently(
        office=concern.queue.office,
        attempt=ATTEMPT,
        person=services.Person("Al-Ḥusaynī", "Maryam", "1990-01-31"),
        urgency=services.Urgency("job", "Mein Chef wartet.", "maryam@example.org"),
        language="de",
        now=now,
    )


@pytest.fixture
def mail_after(asked, received, now, monkeypatch):
    """The mail that follows an answer, or None."""
    monkeypatch.setattr(outbox, "kick", lambda identifier: None)

    def follow(language="de", **answer):
        UrgentRequest.objects.update(**{"answered_at": now} | answer)
        with transaction.atomic():
            events.publish(UrgentRequestAnswered(asked.pk, language, now, now + TELL_AFTER))
        OutboxMessage.objects.update(next_attempt_at=now, created_at=now)
        outbox.sweep(now=now)
        assert OutboxMessage.objects.get().last_error == ""
        return next(iter(received()), None)

    return follow


def test_an_answer_is_told_and_stays_on_the_page(mail_after, asked):
    mail = mail_after(state="declined", answer="Bitte im Januar.")

    assert (mail["Subject"], mail["To"]) == ("Antwort auf Ihre dringende Bitte", "maryam@example.org")
    assert text_of(mail) == DECLINED.format(page=passes.urgent_address(asked))
    whole = text_of(mail) + html_of(mail)
    assert [word for word in ("Januar", "Chef", "Maryam", "1990") if word in whole] == []


def test_an_accepted_request_carries_its_number(mail_after, concern, now):
    visit = desk.give_number(concern=concern, persons=1, language="de", now=now)

    mail = mail_after(state="accepted", attendance=visit)

    assert text_of(mail).splitlines()[2:4] == [
        "Wir haben Ihre dringende Bitte angenommen. Sie können heute zu uns kommen.",
        f"Ihre Nummer: {visit.number}",
    ]


def test_it_comes_in_the_language_of_the_person_with_the_german_below(mail_after):
    mail = mail_after("ar", state="declined", answer="Nein.")

    arabic, german = text_of(mail).split("\n========================================\n")
    assert ("/ar/dringend/" in arabic, "/de/dringend/" in german) == (True, True)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"contact": "+49 170 0000000", "state": "declined"}, id="a telephone"),
        pytest.param({"contact": "Zimmer 3", "state": "declined"}, id="neither"),
        pytest.param({"state": "open", "answered_at": None}, id="taken back"),
        pytest.param({"state": "declined", "answered_at": "2027-03-15T00:00Z"}, id="answered anew"),
        pytest.param({"state": "declined", "erased_at": "2027-03-15T00:00Z"}, id="erased meanwhile"),
    ],
)
def test_without_an_address_or_an_answer_no_mail_goes(mail_after, change):
    assert mail_after(**change) is None
    assert OutboxMessage.objects.get().state == "obsolete"
