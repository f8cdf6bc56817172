"""The mails about a card: that it is here, and that it waits; nothing of the person and no code in them."""

import pytest
from django.db import transaction

from auslaenderbehoerde import events
from eakte import pickup_codes
from eakte.events import CardArrived, CardNotCollected
from notifications import outbox
from notifications.models import OutboxMessage
from tests.factories.eakte import CardFactory

ARRIVED = """Guten Tag!

Ihre Karte liegt bei uns. Bitte buchen Sie einen Termin zum Abholen.
Dafür brauchen Sie den Abholcode von Ihrem Abholzettel und Ihr Geburtsdatum.

Nachsehen und Termin buchen:
{url}/de/karte/

Mit freundlichen Grüßen
Ausländerbehörde Unna-Königsborn
Telefon: 0221 4710-100
"""


@pytest.fixture
def card(db, now):
    return CardFactory(state="arrived", arrived_at=now, person__language="de")


@pytest.fixture
def mail_after(card, received, now, monkeypatch):
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


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def test_the_announcement_says_what_to_do_and_where(mail_after, card, settings):
    mail = mail_after(CardArrived(card.pk, "de"))
    assert (mail["To"], mail["Subject"]) == ("ayse@example.org", "Ihre Karte ist da")
    assert text_of(mail) == ARRIVED.format(url=settings.PUBLIC_URL)


def test_nothing_personal_and_no_code_travels(mail_after, card):
    whole = str(mail_after(CardArrived(card.pk, "de")))
    told = ("Yılmaz", "Ayşe", "1990", pickup_codes.code(card), str(card.pk))
    assert [word in whole for word in told] == [False] * 5


def test_it_is_written_in_the_language_of_the_person_and_in_german(mail_after, card, settings):
    text = text_of(mail_after(CardArrived(card.pk, "tr")))
    links = [f"{settings.PUBLIC_URL}/{language}/karte/" in text for language in ("tr", "de")]
    assert (links, "Deutsche Fassung" in text) == ([True, True], True)


def test_the_reminder_says_that_it_waits(mail_after, card):
    mail = mail_after(CardNotCollected(card.pk, 1, "de"))
    assert (mail["Subject"], "liegt seit einigen Wochen bei uns" in text_of(mail)) == (
        "Ihre Karte wartet auf Sie",
        True,
    )


@pytest.mark.parametrize("values", [{"channel": "letter"}, {"email": ""}, {"safe_contact": True}])
def test_no_mail_goes_where_none_is_wanted_or_safe(mail_after, card, values):
    type(card.person).objects.update(**values)
    assert mail_after(CardArrived(card.pk, "de")) is None


def test_a_card_that_has_left_meanwhile_is_not_announced(mail_after, card, now):
    type(card).objects.update(state="handed_over", handed_over_at=now)
    assert mail_after(CardArrived(card.pk, "de")) is None
    assert OutboxMessage.objects.get().state == "obsolete"
