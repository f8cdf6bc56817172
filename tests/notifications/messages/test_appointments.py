"""Mails about appointments, read as a mail program reads them."""

import re
from datetime import UTC, timedelta
from html.parser import HTMLParser

import pytest
from django.db import transaction
from icalendar import Calendar

from appointments import tickets
from appointments.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMoved,
    ProposalMade,
    TicketLinkRequested,
)
from appointments.models import Appointment, Proposal
from auslaenderbehoerde import events
from auslaenderbehoerde.catalogue.models import FormKind
from notifications import outbox
from notifications.models import OutboxMessage
from tests.factories.appointments import ConcernFactory
from tests.factories.authority import OfficeFactory
from tests.factories.catalogue import RequiredDocumentFactory, ServiceFormFactory

LINK = re.compile(r'href="([^"]+)"')
FAR = timedelta(days=7, hours=1)


@pytest.fixture
def appointment(db, now) -> Appointment:
    """Maryam's appointment B 17 on 22 March 2027 at eight, for which a passport and a form are needed."""
    office = OfficeFactory(
        name_de="Ausländerbehörde Unna-Königsborn",
        street="Kamener Straße 110",
        postcode="59425",
        city="Unna",
        phone="02303 0000",
        email="termine@example.org",
        change_limit_hours=24,
    )
    concern = ConcernFactory(name_de="Verlängerung", name_ar="تمديد", queue__office=office)
    RequiredDocumentFactory(service=concern.service, name_de="Pass", name_ar="جواز السفر", order=1)
    RequiredDocumentFactory(service=concern.service, name_de="Heiratsurkunde", condition_de="wenn verheiratet", order=2)
    ServiceFormFactory(
        service=concern.service,
        name_de="Antrag auf Verlängerung",
        kind=FormKind.LINK,
        url="https://verwaltung.example.org/antrag",
    )
    return Appointment.objects.create(
        office=office,
        concern=concern,
        day=(now + FAR).date(),
        number="B 17",
        starts_at=now + FAR,
        ends_at=now + FAR + timedelta(minutes=10),
        channel="everyone",
        family_name="Al-Ḥusaynī",
        given_names="Maryam",
        birth_date="1990-01-31",
        email="maryam@example.org",
    )


@pytest.fixture
def mail_after(appointment, received, now, monkeypatch):
    """The mail that follows a fact, or None."""
    monkeypatch.setattr(outbox, "kick", lambda identifier: None)

    def follow(fact):
        with transaction.atomic():
            events.publish(fact)
        OutboxMessage.objects.update(next_attempt_at=now, created_at=now)
        outbox.sweep(now=now)
        assert OutboxMessage.objects.get().last_error == ""
        return next(iter(received()), None)

    return follow


def parts(mail):
    return [part.get_content_type() for part in mail.walk()]


def text_of(mail):
    return mail.get_body(["plain"]).get_content().replace("\r\n", "\n")


def html_of(mail):
    return mail.get_body(["html"]).get_content()


def event_of(mail):
    [file] = mail.iter_attachments()
    calendar = Calendar.from_ical(file.get_content())
    return file, calendar, calendar.events[0]


def links_to(appointment, *pages):
    return [tickets.address(appointment, page, "de") for page in pages]


CONFIRMATION = """Guten Tag!

Ihr Termin ist gebucht.

Ihre Nummer: B 17
Tag: Montag, 22. März 2027
Uhrzeit: 8:00 Uhr
Ort: Ausländerbehörde Unna-Königsborn
Kamener Straße 110
59425 Unna
Anliegen: Verlängerung

Bitte bringen Sie mit:
- Pass
- Heiratsurkunde (wenn verheiratet)

Formulare zum Ausfüllen:
- Antrag auf Verlängerung ({kind})
  https://verwaltung.example.org/antrag

Ticket öffnen:
{ticket}
Wenn Sie am Tag des Termins da sind, öffnen Sie das Ticket und drücken Sie auf „Ich bin da“.

Termin verschieben:
{move}

Termin absagen:
{cancel}

Verschieben oder absagen können Sie bis 24 Stunden vor dem Termin.
Wer diese Links hat, kann Ihren Termin ändern. Bitte geben Sie sie nur Menschen, denen Sie vertrauen.

Die Datei im Anhang trägt den Termin in Ihren Kalender ein.

Mit freundlichen Grüßen
Ausländerbehörde Unna-Königsborn
Telefon: 02303 0000
"""


def test_confirmation_is_the_ticket_as_a_mail(mail_after, appointment):
    mail = mail_after(AppointmentBooked(appointment.pk, "de"))

    ticket, move, cancel = links_to(appointment, "ticket", "move", "cancel")
    assert (mail["Subject"], mail["To"], mail["Reply-To"], mail["Content-Language"]) == (
        "Ihr Termin am Montag, 22. März 2027",
        "maryam@example.org",
        "termine@example.org",
        "de",
    )
    expected = CONFIRMATION.format(kind=FormKind.LINK.label, ticket=ticket, move=move, cancel=cancel)
    assert text_of(mail) == expected


def test_html_says_the_same_and_loads_nothing(mail_after, appointment):
    mail = mail_after(AppointmentBooked(appointment.pk, "de"))

    html = html_of(mail)
    expected = ["https://verwaltung.example.org/antrag", *links_to(appointment, "ticket", "move", "cancel")]
    assert parts(mail) == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"]
    assert LINK.findall(html) == expected
    assert re.findall(r"<(?:img|script|link|style|iframe)|src=|url\(", html) == []


@pytest.mark.parametrize("language", ["de", "ar"])
def test_mail_carries_neither_name_nor_date_of_birth(mail_after, appointment, language):
    mail = mail_after(AppointmentBooked(appointment.pk, language))

    whole = "".join([mail["Subject"], text_of(mail), html_of(mail), event_of(mail)[0].get_content()])
    assert [word for word in ("Maryam", "Ḥusaynī", "1990-01-31", "31.01.1990") if word in whole] == []


def test_calendar_file_is_attached_with_its_method(mail_after, appointment):
    mail = mail_after(AppointmentBooked(appointment.pk, "de"))

    file, calendar, event = event_of(mail)
    assert (file.get_filename(), file["Content-Type"].params["method"], str(calendar["METHOD"])) == (
        "termin.ics",
        "PUBLISH",
        "PUBLISH",
    )
    assert (event["UID"], event.start) == (f"{appointment.pk}@127.0.0.1", appointment.starts_at)


class Bidi(HTMLParser):
    """Text with the language and direction that surround it."""

    def __init__(self, html):
        super().__init__()
        self.stack, self.texts, self.top = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag not in {"br", "hr", "meta"}:
            language, direction = self.stack[-1][1:] if self.stack else (None, None)
            direction = "auto" if tag == "bdi" else direction
            self.stack.append((tag, given.get("lang", language), given.get("dir", direction)))

    def handle_endtag(self, tag):
        assert self.stack.pop()[0] == tag

    def handle_data(self, data):
        if data.strip():
            self.texts.append((data.strip(), *self.stack[-1][1:]))


def test_arabic_mail_runs_from_right_to_left_and_keeps_numbers_and_addresses_in_order(mail_after, appointment):
    mail = mail_after(AppointmentBooked(appointment.pk, "ar"))

    texts = Bidi(html_of(mail)).texts
    words = ["B 17", "تمديد", "جواز السفر", "Verlängerung", "Heiratsurkunde", "02303 0000"]
    assert html_of(mail).splitlines()[1] == '<html lang="ar" dir="rtl">'
    assert [(word, *around) for text, *around in texts for word in words if word in text] == [
        ("B 17", "ar", "ltr"),
        ("تمديد", "ar", "rtl"),
        ("جواز السفر", "ar", "rtl"),
        ("Heiratsurkunde", "de", "ltr"),
        ("Verlängerung", "de", "ltr"),
        ("02303 0000", "ar", "ltr"),
        ("B 17", "de", "ltr"),
        ("Verlängerung", "de", "ltr"),
        ("Heiratsurkunde", "de", "ltr"),
        ("Verlängerung", "de", "ltr"),
        ("02303 0000", "de", "ltr"),
    ]
    assert [found[1:] for found in texts if "2027" in found[0]][1:] == [("ar", "auto"), ("de", "auto")]


def test_arabic_mail_has_the_german_version_below(mail_after, appointment):
    mail = mail_after(AppointmentBooked(appointment.pk, "ar"))

    arabic, german = text_of(mail).split("\n========================================\n")
    assert mail["Content-Language"] == "ar, de"
    assert mail["Subject"].endswith("22 مارس 2027")
    assert ("\u2068B 17\u2069" in arabic, "تمديد" in arabic, "/ar/termin/" in arabic) == (True, True, True)
    assert german.startswith("\nDeutsche Fassung\n\nGuten Tag!\n\nIhr Termin ist gebucht.\n\nIhre Nummer: B 17\n")
    assert ("\u2068" in german, "تمديد" in german, "/ar/termin/" in german) == (False, False, False)


def test_move_says_from_when_to_when(mail_after, appointment):
    previous = appointment.starts_at - timedelta(days=3)

    mail = mail_after(AppointmentMoved(appointment.pk, "de", previous.astimezone(UTC)))

    assert mail["Subject"] == "Ihr Termin ist jetzt am Montag, 22. März 2027"
    assert text_of(mail).splitlines()[2:5] == [
        "Ihr Termin ist verschoben.",
        "Bisher: Freitag, 19. März 2027, 8:00 Uhr",
        "Jetzt: Montag, 22. März 2027, 8:00 Uhr",
    ]


def test_move_to_and_fro_has_nothing_to_say(mail_after, appointment):
    assert mail_after(AppointmentMoved(appointment.pk, "de", appointment.starts_at)) is None
    assert OutboxMessage.objects.get().state == "obsolete"


def test_cancellation_takes_the_entry_out_of_the_calendar_and_shows_the_way_to_a_new_one(mail_after, appointment):
    Appointment.objects.update(status="cancelled")

    mail = mail_after(AppointmentCancelled(appointment.pk, "de"))

    file, calendar, event = event_of(mail)
    assert mail["Subject"] == "Ihr Termin am Montag, 22. März 2027 ist abgesagt"
    assert LINK.findall(html_of(mail)) == ["http://127.0.0.1:8000/de/termine/"]
    assert (file["Content-Type"].params["method"], str(calendar["METHOD"]), event["STATUS"]) == (
        "CANCEL",
        "CANCEL",
        "CANCELLED",
    )


def test_a_cancellation_by_the_office_says_so_and_why(mail_after, appointment):
    Appointment.objects.update(status="cancelled", cancel_reason="illness")

    mail = mail_after(AppointmentCancelled(appointment.pk, "de"))

    assert text_of(mail).splitlines()[2:3] == [
        "Wir mussten diesen Termin leider absagen. Bitte kommen Sie nicht. Bei uns sind mehrere Menschen krank. "
        "Das tut uns leid. Sie haben nichts falsch gemacht."
    ]
    assert "Bei uns sind mehrere Menschen krank." in html_of(mail)


PROPOSAL = """Guten Tag!

Wir bitten Sie um eine andere Zeit für Ihren Termin.
Unsere Technik ist gestört. Zu Ihrer bisherigen Zeit kann darum niemand für Sie da sein. Das tut uns leid.

Bisher: Montag, 22. März 2027, 8:00 Uhr
Unser Vorschlag: Mittwoch, 24. März 2027, 8:00 Uhr
Für Sie gehalten bis: Mittwoch, 17. März 2027, 7:00 Uhr
Anliegen: Verlängerung
Ort: Ausländerbehörde Unna-Königsborn

Bitte antworten Sie hier: annehmen, eine andere Zeit wählen oder absagen.
{answer}

Mit freundlichen Grüßen
Ausländerbehörde Unna-Königsborn
Telefon: 02303 0000
"""


@pytest.fixture
def proposal(appointment, now):
    """Two days later at the same hour, held for two days."""
    return Proposal.objects.create(
        appointment=appointment,
        starts_at=appointment.starts_at + timedelta(days=2),
        answer_until=now + timedelta(days=2),
        reason="technical",
    )


def test_a_proposal_says_why_and_asks_for_an_answer(mail_after, appointment, proposal):
    mail = mail_after(ProposalMade(appointment.pk, proposal.pk, "de"))

    [answer] = links_to(appointment, "proposal")
    assert mail["Subject"].strip() == "Bitte antworten: Termin am Montag, 22. März 2027"
    assert text_of(mail) == PROPOSAL.format(answer=answer)
    assert LINK.findall(html_of(mail)) == [answer]
    assert parts(mail) == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize("state", ["accepted", "other", "not_needed", "lapsed"])
def test_an_answered_proposal_has_nothing_to_say(mail_after, appointment, proposal, state):
    Proposal.objects.update(state=state)

    assert mail_after(ProposalMade(appointment.pk, proposal.pk, "de")) is None


def test_a_proposal_has_the_german_version_below(mail_after, appointment, proposal):
    mail = mail_after(ProposalMade(appointment.pk, proposal.pk, "tr"))

    turkish, german = text_of(mail).split("\n========================================\n")
    assert ("/tr/termin/" in turkish, "/de/termin/" in german, "Unser Vorschlag" in turkish) == (True, True, False)


def test_lost_link_is_sent_again_as_often_as_asked(mail_after, appointment, received, now):
    fact = TicketLinkRequested(appointment.pk, "de")

    first = mail_after(fact)
    with transaction.atomic():
        events.publish(fact)
    outbox.sweep(now=now + timedelta(days=9999))

    assert [mail["Subject"] for mail in received()] == [first["Subject"]] * 2
    assert first["Subject"] == "Link zu Ihrem Termin am Montag, 22. März 2027"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"email": ""}, id="no address"),
        pytest.param({"status": "cancelled"}, id="cancelled meanwhile"),
        pytest.param(
            {"erased_at": "2027-03-15T00:00Z", "family_name": "", "given_names": "", "birth_date": "", "email": ""},
            id="erased meanwhile",
        ),
    ],
)
def test_confirmation_is_dropped_when_there_is_nobody_to_tell(mail_after, appointment, change):
    Appointment.objects.update(**change)

    assert mail_after(AppointmentBooked(appointment.pk, "de")) is None
    assert OutboxMessage.objects.get().state == "obsolete"


def test_booking_is_confirmed_once_however_often_it_is_told(mail_after, appointment):
    fact = AppointmentBooked(appointment.pk, "de")

    assert mail_after(fact) is not None
    with transaction.atomic():
        events.publish(fact)
    assert OutboxMessage.objects.count() == 1


def test_row_holds_identifiers_only(mail_after, appointment):
    mail_after(AppointmentMoved(appointment.pk, "ar", appointment.starts_at - timedelta(days=3)))

    row = OutboxMessage.objects.get()
    assert (row.template, row.language, row.identifiers) == (
        "appointment_moved",
        "ar",
        {"appointment": str(appointment.pk), "previous_start": (appointment.starts_at - timedelta(days=3)).isoformat()},
    )
