from datetime import UTC, datetime, timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest

from notifications import retries

NOW = datetime(2027, 3, 15, 7, tzinfo=UTC)


def test_pauses_grow_and_end_after_two_days():
    assert sorted(retries.PAUSES) == retries.PAUSES
    assert sum(retries.PAUSES, timedelta()) == timedelta(days=1, hours=22, minutes=21)


@pytest.mark.parametrize(("attempts", "pause"), [*enumerate(retries.PAUSES, start=1), (len(retries.PAUSES) + 1, None)])
def test_each_failed_attempt_has_its_pause_and_the_last_has_none(attempts, pause):
    expected = NOW + pause if pause else None

    assert retries.next_attempt(attempts=attempts, error=ValueError(), now=NOW) == expected


@pytest.mark.parametrize(
    ("error", "permanent", "outage", "code"),
    [
        (SMTPRecipientsRefused({"a@example.org": (550, b"")}), True, False, "SMTPRecipientsRefused 550"),
        (SMTPRecipientsRefused({"a@example.org": (450, b"")}), False, False, "SMTPRecipientsRefused 450"),
        (SMTPDataError(554, "refused"), True, False, "SMTPDataError 554"),
        (SMTPDataError(451, "later"), False, False, "SMTPDataError 451"),
        (SMTPSenderRefused(550, "who?", "portal@localhost"), False, False, "SMTPSenderRefused 550"),
        (SMTPAuthenticationError(535, "no"), False, False, "SMTPAuthenticationError 535"),
        (SMTPConnectError(421, "busy"), False, True, "SMTPConnectError 421"),
        (SMTPServerDisconnected("gone"), False, True, "SMTPServerDisconnected"),
        (ConnectionRefusedError("nobody"), False, True, "ConnectionRefusedError"),
        (TimeoutError(), False, True, "TimeoutError"),
        (ValueError("maryam@example.org"), False, False, "ValueError"),
    ],
)
def test_errors_are_told_apart(error, permanent, outage, code):
    seen = retries.is_permanent(error), retries.is_outage(error), retries.short_code(error)

    assert seen == (permanent, outage, code)
