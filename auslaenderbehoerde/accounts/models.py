from django.contrib.auth.models import AbstractUser
from django.db import models

from auslaenderbehoerde.identifiers import uuid7


class User(AbstractUser):
    """Somebody who works here and signs in under /verwaltung/."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
