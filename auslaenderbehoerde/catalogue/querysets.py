"""The vocabulary of reading what we offer."""

from typing import Self

from django.db import models


class ServiceQuerySet(models.QuerySet):
    def published(self) -> Self:
        """What the public sees."""
        return self.filter(published=True)

    def for_pages(self) -> Self:
        """With documents, forms and fees: three more queries, however many services."""
        return self.prefetch_related("required_documents", "forms", "fees")


class ServiceFormQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Forms of services the public sees."""
        return self.filter(service__published=True)


ServiceManager = models.Manager.from_queryset(ServiceQuerySet)
ServiceFormManager = models.Manager.from_queryset(ServiceFormQuerySet)
