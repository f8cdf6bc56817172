"""Real processes on a real database: killed in the middle, two at once, and without Redis."""

import socket
from datetime import UTC, datetime

import pytest

from notifications import outbox
from notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting(enqueue):
    """Puts waiting messages into the outbox, due for a second or longer."""
    return lambda count: [enqueue(key=str(number), now=datetime(2026, 1, 1, tzinfo=UTC)) for number in range(count)]


def wait_for_lock(row):
    """Until the database has noticed that the process which held the row is dead."""
    with outbox.transaction.atomic():
        OutboxMessage.objects.select_for_update().get(pk=row.pk)


@pytest.mark.parametrize(
    ("point", "states", "copies"),
    [
        pytest.param("before", ["waiting", "sent"], 1, id="killed before sending: received once"),
        pytest.param("after", ["waiting", "sent"], 2, id="killed after sending, before the commit: received twice"),
        pytest.param("end", ["sent", "sent"], 1, id="killed after the commit: received once"),
    ],
)
def test_mail_of_a_killed_process_arrives_and_copies_share_their_message_id(
    waiting, start, inbox, point, states, copies
):
    [row] = waiting(1)
    first = start("sweep", point, EMAIL_URL=inbox.address)
    first.stdout.readline()
    first.kill()
    first.wait()
    wait_for_lock(row)

    seen = [OutboxMessage.objects.get().state]
    assert start("sweep", EMAIL_URL=inbox.address).wait() == 0
    seen.append(OutboxMessage.objects.get().state)

    assert seen == states
    assert [mail["Message-ID"] for mail in inbox.mails] == [f"<{row.pk}@127.0.0.1>"] * copies


def test_two_sweeping_processes_never_send_the_same_twice(waiting, start, inbox):
    rows = waiting(20)
    sweepers = [start("sweep", "before", EMAIL_URL=inbox.address) for _process in range(2)]
    first_names = {sweeper.stdout.readline() for sweeper in sweepers}
    for sweeper in sweepers:
        sweeper.stdin.close()
    codes = [sweeper.wait() for sweeper in sweepers]

    assert (len(first_names), codes) == (2, [0, 0])
    assert sorted(mail["Message-ID"] for mail in inbox.mails) == sorted(f"<{row.pk}@127.0.0.1>" for row in rows)
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {("sent", 1)}


@pytest.mark.parametrize("answering", [False, True], ids=["refuses", "accepts and stays silent"])
def test_without_redis_the_deed_succeeds_and_the_sweep_delivers(start, received, template, answering):
    with socket.create_server(("127.0.0.1", 0)) as redis:
        address = f"redis://127.0.0.1:{redis.getsockname()[1]}"
        if not answering:
            redis.close()
        assert start("enqueue", REDIS_URL=address).wait() == 0

    assert outbox.sweep(now=datetime.now(UTC)) == 1
    assert [mail["To"] for mail in received()] == ["maryam@example.org"]
