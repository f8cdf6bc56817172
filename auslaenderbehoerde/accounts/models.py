"""Who works here."""

import pghistory
from django.contrib.auth.models import AbstractUser, Group
from django.db import models

from auslaenderbehoerde.identifiers import uuid7


@pghistory.track(fields=["username", "email", "is_active", "is_staff", "is_superuser"], model_name="UserEvent")
class User(AbstractUser):
    """Somebody who works here and signs in under /verwaltung/. What they may do, their roles say (`roles.toml`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField("E-Mail-Adresse")

    class Meta:
        verbose_name = "Konto"
        verbose_name_plural = "Konten"
        ordering = ["username"]


@pghistory.track(pghistory.InsertEvent("given"), pghistory.DeleteEvent("taken"))
class GrantedRole(User.groups.through):  # type: ignore[name-defined]
    """That an account has a role; here only so that the history records who got and lost which role."""

    class Meta:
        proxy = True


class Role(Group):
    """A role as staff see it: Django's group under the name the office uses."""

    class Meta:
        proxy = True
        verbose_name = "Rolle"
        verbose_name_plural = "Rollen"
