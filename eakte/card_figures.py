"""How long cards have taken lately, from order to arrival: the office's own number, not the producer's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

PERIOD = timedelta(days=60)
FEWEST = 20  # arrivals; of fewer no number is told

# Whole days; one statement on the index of arrivals.
QUERY = """
SELECT count(*), percentile_disc(array[0.5, 0.8]) WITHIN GROUP (ORDER BY days)
FROM (
    SELECT ceil(extract(epoch FROM arrived_at - ordered_at) / 86400)::int AS days FROM eakte_residencecard
    WHERE arrived_at > %(since)s AND arrived_at <= %(now)s AND arrived_at >= ordered_at
) arrived
"""


@dataclass(frozen=True)
class Waiting:
    """Half of the cards arrived within `median` days, four of five within `most`."""

    median: int
    most: int


def waiting_days(now: datetime) -> Waiting | None:
    """What the last 60 days say, where at least 20 cards arrived."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"since": now - PERIOD, "now": now})
        number, days = cursor.fetchone()
    return Waiting(*days) if number >= FEWEST else None
