"""Who works here."""

import pghistory
from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.utils import timezone

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


@pghistory.track(pghistory.InsertEvent("asked"), pghistory.DeleteEvent("settled"))
class PendingRole(models.Model):
    """A role with rights to content that the administration has given out and nobody has confirmed: it does nothing.

    Confirmed it becomes a membership, declined it goes; either way the history keeps who did it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="pending_roles", verbose_name="Konto")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+", verbose_name="Rolle")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="vergeben von")
    asked_at = models.DateTimeField("vergeben am", default=timezone.now)

    class Meta:
        verbose_name = "Rolle ohne Bestätigung"
        verbose_name_plural = "Rollen ohne Bestätigung"
        ordering = ["asked_at"]
        default_permissions = ()
        permissions = [("confirm_pendingrole", "Rollen bestätigen, die die Administration vergeben hat")]
        constraints = [
            models.UniqueConstraint(
                "user",
                "group",
                name="pending_role_once",
                violation_error_message="Diese Rolle wartet schon auf eine Bestätigung.",
            ),
        ]

    def __str__(self) -> str:
        return self.group.name


class Role(Group):
    """A role as staff see it: Django's group under the name the office uses."""

    class Meta:
        proxy = True
        verbose_name = "Rolle"
        verbose_name_plural = "Rollen"
