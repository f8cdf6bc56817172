import pytest
from django.contrib.admin import site
from django.urls import reverse

from notifications.models import OutboxMessage

LIST = "admin:notifications_outboxmessage_changelist"


@pytest.fixture
def failed(enqueue):
    return enqueue(state="failed", attempts=1, next_attempt_at=None, last_error="SMTPRecipientsRefused 550")


def test_outbox_shows_what_failed_and_why(admin_client, failed):
    page = admin_client.get(reverse(LIST), {"state__exact": "failed"}).content.decode()

    assert [text in page for text in ("gescheitert", "SMTPRecipientsRefused 550", "test")] == [True] * 3


def test_outbox_never_shows_identifiers():
    shown = site.get_model_admin(OutboxMessage)

    assert {"identifiers", "idempotency_key"} & {*shown.list_display, *shown.fields} == set()


def test_failed_message_is_sent_again_from_the_list(admin_client, failed):
    answer = admin_client.post(reverse(LIST), {"action": "again", "_selected_action": [str(failed.pk)]}, follow=True)

    row = OutboxMessage.objects.get()
    assert [str(message) for message in answer.context["messages"]] == ["1 Nachricht wird noch einmal verschickt."]
    assert (row.state, row.attempts) == ("waiting", 0)
