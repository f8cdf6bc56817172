"""Ticket numbers such as `B 17`: unique for office and day, not gapless, drawn in one statement."""

from datetime import date
from uuid import UUID

from django.db import connection

NEXT = """
INSERT INTO appointments_ticketcounter (office_id, day, letter, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (office_id, day, letter) DO UPDATE SET last = appointments_ticketcounter.last + 1
RETURNING last
"""


def next_number(office: UUID, day: date, letter: str) -> str:
    """Draw the next number of a letter. The counter's row is shared: draw it last in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [office, day, letter])
        return f"{letter} {cursor.fetchone()[0]}"
