"""What one e-mail address may have open, so that nobody collects appointments and trades in them."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from appointments import rules, services
from appointments.exceptions import TooManyOpen
from appointments.models import Appointment, Channel, Hold
from auslaenderbehoerde import tokens
from auslaenderbehoerde.clock import local_day

# Two statements on one way to the server. They must not become one: the second sees what was booked while the first
# waited, so that pressing in many windows at once gets nobody more.
LOCK_AND_COUNT = """
SELECT pg_advisory_xact_lock(%(key)s);
SELECT count(*) FROM appointments_appointment
WHERE office_id = %(office)s AND day >= %(today)s AND ends_at > %(now)s AND status = 'booked' AND erased_at IS NULL
  AND channel = 'everyone' AND email <> '' AND upper(email) = upper(%(email)s)
  AND id <> %(this)s
"""


@transaction.atomic
def book_within_limit(*, hold: Hold, person: services.Person, language: str, now: datetime) -> Appointment:
    """`book_appointment` for people who book by themselves (TooManyOpen).

    At the door nobody is refused, and what was taken there counts for nothing: whoever stands there is a person.
    """
    from_home = hold.channel == Channel.EVERYONE
    if from_home and person.email and _open_at(hold, person.email, now) >= rules.OPEN_PER_ADDRESS:
        raise TooManyOpen
    return services.book_appointment(hold=hold, person=person, language=language, now=now)


def _open_at(hold: Hold, email: str, now: datetime) -> int:
    """How many appointments an address has to come at the hold's office, beside this one; one booking at a time."""
    office = hold.concern.queue.office_id
    whose = tokens.fingerprint("open appointments", f"{office}|{email.upper()}")
    values: dict[str, Any] = {"key": int(whose[:15], 16), "office": office, "today": local_day(now), "now": now}
    with connection.cursor() as cursor:
        cursor.execute(LOCK_AND_COUNT, values | {"email": email, "this": hold.pk})
        cursor.nextset()
        return cursor.fetchone()[0]
