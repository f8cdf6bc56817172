"""The vocabulary of reading the catalogue."""

from django.db import models


class ServiceQuerySet(models.QuerySet):
    def published(self):
        """Those people see."""
        return self.filter(published=True)

    def for_pages(self):
        """With documents, forms and fees, in constant queries."""
        return self.prefetch_related("required_documents", "forms", "fees")
