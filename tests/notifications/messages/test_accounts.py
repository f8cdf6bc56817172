import pytest
from django.db import transaction

from auslaenderbehoerde import events
from auslaenderbehoerde.accounts import mails
from auslaenderbehoerde.accounts.events import StaffMailDue
from auslaenderbehoerde.accounts.models import User
from notifications import outbox
from notifications.models import OutboxMessage


@pytest.fixture
def told(db, monkeypatch, now):
    """Tells that a mail is due to somebody, and sweeps; the state of its row."""
    monkeypatch.setattr(outbox, "kick", lambda identifier: None)
    monkeypatch.setattr(mails, "render", lambda user, template: (f"Betreff {template}", f"Text für {user}\n"))

    def tell(**account):
        user = User.objects.create(username="w.lehmann", **account)
        with transaction.atomic():
            events.publish(StaffMailDue(user.pk, "password_reset"))
        OutboxMessage.objects.update(next_attempt_at=now)
        outbox.sweep(now=now)
        return user, OutboxMessage.objects.get().state

    return tell


def test_mail_about_an_account_is_made_when_it_is_sent(told, received):
    user, state = told(email="w.lehmann@example.org")

    [mail] = received()
    assert (state, mail["To"], mail["Subject"]) == ("sent", "w.lehmann@example.org", "Betreff password_reset")
    assert mail.get_content() == f"Text für {user.pk}\n"


@pytest.mark.parametrize("account", [{"email": ""}, {"email": "w.lehmann@example.org", "is_active": False}])
def test_no_mail_goes_to_a_locked_account_or_without_an_address(told, received, account):
    assert (told(**account)[1], received()) == ("obsolete", [])
