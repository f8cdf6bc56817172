from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.db import transaction

from notifications import channels, messages, outbox
from notifications.models import OutboxMessage
from notifications.outbox import Outcome
from notifications.retries import PAUSES

STATE = ["state", "attempts", "next_attempt_at", "sent_at", "last_error"]


def state_of(row):
    return OutboxMessage.objects.values_list(*STATE).get(pk=row.pk)


@pytest.fixture
def failing(monkeypatch):
    """Lets the only channel raise what the test puts into the list, one after the other, then take mails."""
    errors: list[Exception] = []

    class Channel:
        def send(self, letter, *, name):
            if errors:
                raise errors.pop(0)

    monkeypatch.setattr(channels, "current", lambda: [Channel()])
    return errors


def test_message_is_sent_once_and_marked(enqueue, received, now):
    row = enqueue(now=now)

    assert outbox.deliver(row.pk, now=now) is Outcome.DONE
    assert outbox.deliver(row.pk, now=now) is Outcome.NOTHING_TO_DO

    assert state_of(row) == ("sent", 1, None, now, "")
    assert [mail["To"] for mail in received()] == ["maryam@example.org"]


def test_same_key_again_changes_nothing(enqueue):
    first, second = enqueue(key="a"), enqueue(key="a")

    assert (first.pk, OutboxMessage.objects.count()) == (second.pk, 1)


def test_writing_a_row_costs_one_statement(enqueue, template, django_assert_num_queries):
    with django_assert_num_queries(1):
        outbox.enqueue(template=template, identifiers={}, language="de", key="b")


def test_rolled_back_deed_leaves_no_message(enqueue, template):
    with transaction.atomic():
        outbox.enqueue(template=template, identifiers={}, language="de", key="c")
        transaction.set_rollback(True)

    assert not OutboxMessage.objects.exists()


def test_worker_is_kicked_after_the_commit_with_nothing_but_the_identifier(
    db, template, monkeypatch, django_capture_on_commit_callbacks
):
    kicked = []
    monkeypatch.setattr(outbox, "kick", kicked.append)

    with django_capture_on_commit_callbacks(execute=True):
        outbox.enqueue(template=template, identifiers={"to": "maryam@example.org"}, language="de", key="d")
        assert kicked == []

    assert kicked == [OutboxMessage.objects.get().pk]


def test_message_without_anything_to_say_is_closed_as_obsolete(enqueue, monkeypatch, received, now):
    row = enqueue(now=now)
    monkeypatch.setitem(messages.BUILDERS, "test", lambda identifiers, language: None)

    assert outbox.deliver(row.pk, now=now) is Outcome.DONE
    assert (state_of(row), received()) == (("obsolete", 1, None, None, ""), [])


def test_failed_attempt_is_tried_again_with_growing_pauses_then_given_up(enqueue, failing, now):
    row, seen = enqueue(now=now), []
    failing.extend(ValueError("maryam@example.org") for _attempt in range(len(PAUSES) + 1))

    turn = now
    for _attempt in PAUSES:
        outbox.sweep(now=turn)
        state, attempts, turn, _sent_at, _error = state_of(row)
        seen.append((state, attempts, turn))
    outbox.sweep(now=turn)

    times = [now + sum(PAUSES[: count + 1], timedelta()) for count in range(len(PAUSES))]
    assert seen == [("waiting", count + 1, time) for count, time in enumerate(times)]
    state, attempts, turn, sent_at, error = state_of(row)
    assert (state, attempts, turn, sent_at) == ("failed", len(PAUSES) + 1, None, None)
    assert error.startswith("ValueError send:")


def test_message_is_not_tried_before_its_time(enqueue, failing, now):
    row = enqueue(now=now)
    failing.append(ValueError())

    made = [outbox.sweep(now=now), outbox.sweep(now=now + timedelta(seconds=59)), outbox.sweep(now=now + PAUSES[0])]

    assert (made, state_of(row)) == ([1, 0, 1], ("sent", 2, None, now + PAUSES[0], ""))


def test_recipient_refused_for_good_fails_at_once(enqueue, failing, now):
    row = enqueue(now=now)
    failing.append(SMTPRecipientsRefused({"maryam@example.org": (550, b"no such user maryam@example.org")}))

    assert outbox.deliver(row.pk, now=now) is Outcome.FAILED
    assert state_of(row) == ("failed", 1, None, None, "SMTPRecipientsRefused 550")


def test_error_of_the_database_while_rendering_is_written_down(enqueue, monkeypatch, now):
    row = enqueue(now=now)
    broken = OutboxMessage.objects.extra(where=["1/0 = 1"])
    monkeypatch.setitem(messages.BUILDERS, "test", lambda *_facts: broken.count())

    assert outbox.deliver(row.pk, now=now) is Outcome.FAILED
    assert state_of(row)[:3] == ("waiting", 1, now + PAUSES[0])


def test_unknown_template_is_written_down(enqueue, now):
    row = enqueue(now=now, template="gone")

    outbox.deliver(row.pk, now=now)

    assert state_of(row)[:4] == ("waiting", 1, now + PAUSES[0], None)
    assert state_of(row)[-1].startswith("KeyError build:")


def test_text_of_an_error_is_neither_stored_nor_logged(enqueue, failing, caplog, now):
    row = enqueue(now=now)
    failing.append(ValueError("maryam@example.org"))

    outbox.deliver(row.pk, now=now)

    assert caplog.messages == [f"outbox {row.pk} waiting: attempt 1: {state_of(row)[-1]}"]
    assert "maryam" not in state_of(row)[-1]


def test_outage_of_the_mail_server_does_not_use_up_the_attempts_of_the_others(enqueue, failing, now):
    rows = [enqueue(key=key, now=now) for key in "abc"]
    failing.append(SMTPServerDisconnected("gone"))

    assert outbox.sweep(now=now) == 1
    assert [state_of(row)[:2] for row in rows] == [("waiting", 1), ("waiting", 0), ("waiting", 0)]


def test_one_broken_message_does_not_hold_up_the_others(enqueue, failing, now):
    rows = [enqueue(key=key, now=now) for key in "abc"]
    failing.append(ValueError())

    assert outbox.sweep(now=now) == 3
    assert [state_of(row)[0] for row in rows] == ["waiting", "sent", "sent"]


def test_sweep_stops_after_one_batch(enqueue, failing, monkeypatch, now):
    monkeypatch.setattr(outbox, "SWEEP_LIMIT", 2)
    for key in "abc":
        enqueue(key=key, now=now)

    assert [outbox.sweep(now=now), outbox.sweep(now=now), outbox.sweep(now=now)] == [2, 1, 0]


def test_failed_message_can_be_sent_again_by_hand(enqueue, received, now):
    failed = enqueue(key="a", state="failed", attempts=9, next_attempt_at=None, last_error="SMTPRecipientsRefused 550")
    sent = enqueue(key="b", state="sent", attempts=1, next_attempt_at=None, sent_at=now)

    assert outbox.send_again(OutboxMessage.objects.all(), now=now) == 1
    assert outbox.sweep(now=now) == 1
    assert (state_of(failed), state_of(sent)) == (("sent", 1, None, now, ""), ("sent", 1, None, now, ""))
    assert len(received()) == 1


def test_closed_rows_are_deleted_after_90_days(enqueue, now):
    old, young = now - timedelta(days=90, seconds=1), now - timedelta(days=90)
    closed = {"state": "obsolete", "next_attempt_at": None}
    enqueue(key="a", created_at=old, **closed)
    kept = {enqueue(key="b", created_at=young, **closed).pk, enqueue(key="c", created_at=old).pk}

    assert outbox.erase_over(now=now) == 1
    assert set(OutboxMessage.objects.values_list("pk", flat=True)) == kept


def test_late_messages_are_those_the_sweep_should_have_sent(enqueue, now):
    late = enqueue(key="a", next_attempt_at=now - timedelta(minutes=5))
    enqueue(key="b", next_attempt_at=now - timedelta(minutes=4))

    assert list(OutboxMessage.objects.late(now)) == [late]
