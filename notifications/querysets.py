"""The vocabulary of reading the outbox."""

from datetime import datetime, timedelta

from django.db import models

LATE_AFTER = timedelta(minutes=5)
KEPT_FOR = timedelta(days=90)


class OutboxQuerySet(models.QuerySet):
    def waiting(self):
        """Neither sent nor given up."""
        return self.filter(state="waiting")

    def failed(self):
        """Given up; somebody has to look."""
        return self.filter(state="failed")

    def due(self, now: datetime):
        """Whose turn has come, the longest waiting first."""
        return self.waiting().filter(next_attempt_at__lte=now).order_by("next_attempt_at", "id")

    def late(self, now: datetime):
        """Due for so long that the sweep cannot be running (for the operations page)."""
        return self.waiting().filter(next_attempt_at__lte=now - LATE_AFTER)

    def over(self, now: datetime):
        """Closed, and older than these rows are kept."""
        return self.exclude(state="waiting").filter(created_at__lt=now - KEPT_FOR)
