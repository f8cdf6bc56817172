"""The mail about missing papers: that and until when, never which and whose."""

from datetime import date

import pytest

from notifications import outbox
from notifications.models import OutboxMessage
from tests.eakte.matters import matter, member, moved
from tests.factories.eakte import CaseFileFactory


@pytest.fixture
def case_file(db):
    return CaseFileFactory(
        department__office__email="amt@example.org", department__office__name_tr="Yabancılar Dairesi"
    )


@pytest.fixture
def asked(case_file, monkeypatch, now):
    """Asks for papers; the mail that follows."""
    monkeypatch.setattr(outbox, "kick", lambda identifier: None)
    opened = matter(case_file)
    moved(opened, "ask_for_papers", member(case_file), papers=["Scheidungsurteil"], until=date(2026, 12, 21))
    return opened


def sweep(now):
    OutboxMessage.objects.update(next_attempt_at=now, created_at=now)
    outbox.sweep(now=now)
    return OutboxMessage.objects.get()


def test_the_mail_says_until_when_in_both_languages_and_nothing_personal(asked, case_file, received, now):
    row = sweep(now)
    [mail] = received()
    body = mail.get_body(("plain",)).get_content()
    assert (row.last_error, row.state, mail["To"], mail["Reply-To"]) == (
        "", "sent", "ayse@example.org", "amt@example.org",
    )  # fmt: skip
    assert ("21 Aralık 2026" in body, "Montag, 21. Dezember 2026" in body) == (True, True)
    told = [word in str(mail) + body for word in ("Yılmaz", "Scheidungsurteil", case_file.reference, "1990")]
    assert told == [False] * 4


@pytest.mark.parametrize("values", [{"channel": "letter"}, {"safe_contact": True}, {"email": ""}])
def test_no_mail_goes_where_none_is_wanted_or_safe(asked, case_file, received, now, values):
    for name, value in values.items():
        setattr(case_file.person, name, value)
    case_file.person.save()
    assert (sweep(now).state, received()) == ("obsolete", [])


def test_no_mail_goes_once_the_papers_are_there(asked, received, now):
    moved(asked, "papers_arrived", None)
    assert (sweep(now).state, received()) == ("obsolete", [])
