"""The operations page: calm when all is well, clear when it is not."""

import pytest
from django.utils import timezone

from notifications.models import OutboxMessage
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db
PAGE = "/verwaltung/betrieb/"


@pytest.fixture
def administration(client):
    client.force_login(staff("administrator"))
    return client


def failed(key: str) -> OutboxMessage:
    return OutboxMessage.objects.create(
        template="appointment_booked", language="de", idempotency_key=key, state="failed",
        next_attempt_at=None, attempts=9, last_error="SMTPDataError 554",
    )  # fmt: skip


def test_without_a_worker_the_page_says_what_that_means(administration):
    assert "Es läuft kein Worker. Nachrichten warten." in administration.get(PAGE).content.decode()


def test_failed_messages_are_listed_with_their_error_and_go_out_again(administration):
    failed("a")
    page = administration.get(PAGE).content.decode()
    answer = administration.post(f"{PAGE}nachrichten/", follow=True).content.decode()
    message = OutboxMessage.objects.get()
    assert ("SMTPDataError 554" in page, "1 Nachricht wird noch einmal verschickt." in answer) == (True, True)
    assert (message.state, message.attempts, message.next_attempt_at <= timezone.now()) == ("waiting", 0, True)


def test_the_page_costs_the_same_for_one_and_three_failed_messages(administration, django_assert_num_queries):
    failed("a")
    administration.get(PAGE)
    with django_assert_num_queries(13) as seen:
        administration.get(PAGE)
    failed("b")
    failed("c")
    with django_assert_num_queries(len(seen)):
        administration.get(PAGE)


def test_every_periodic_job_is_listed(administration):
    page = administration.get(PAGE).content.decode()
    assert ("Termine: Plätze nach dem Wochenplan öffnen" in page, "Regelmäßige Aufgaben" in page) == (True, True)
