"""Accounts and roles: given by the administration, never taken."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from auslaenderbehoerde.accounts import (
    confirming,
    granting,
    services,
)
from auslaenderbehoerde.accounts.models import PendingRole, Role, User
from auslaenderbehoerde.accounts.roles import content_rights, roles
from auslaenderbehoerde.design.admin import SettingAdmin


@admin.register(User)
class UserAdmin(SettingAdmin):
    """An account has no password here: its owner chooses one by a link, and signs in with a second factor."""

    room = "Konten"
    list_display = ["username", "first_name", "last_name", "email", "roles", "is_active", "last_login"]
    list_filter = ["groups", "is_active"]
    search_fields = ["username", "first_name", "last_name", "email"]
    fields = ["username", ("first_name", "last_name"), "email", "groups", "waiting_roles", "is_active", "last_login"]
    readonly_fields = ["waiting_roles", "last_login"]
    actions = ["send_password_link", "reset_second_factor"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups", "pending_roles__group")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "groups":
            options |= {"widget": forms.CheckboxSelectMultiple, "label": "Rollen", "help_text": ""}
        return super().formfield_for_manytomany(db_field, request, **options)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Nobody gives roles to their own account."""
        return [*self.readonly_fields, "groups"] if obj == request.user else list(self.readonly_fields)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Accounts are switched off: the history must still know who did what."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A new account gets the mail with the link to its password; a changed address is told to the former one
        and makes roles with content wait again: whoever reads the mail chooses the password."""
        with transaction.atomic():
            if not change:
                obj.is_staff = True
                obj.set_unusable_password()
            super().save_model(request, obj, form, change)
            if not change:
                services.invite(obj)
                return
            if "email" in form.changed_data:
                services.announce_new_address(user=obj)
            if "email" in form.changed_data or ("is_active" in form.changed_data and obj.is_active):
                granting.take_content(user=obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Roles are given by the service: those with rights to content wait for a second person."""
        wanted = form.cleaned_data.pop("groups", None)
        super().save_related(request, form, formsets, change)
        if wanted is None:
            return
        made = granting.give_roles(user=form.instance, groups=wanted, by=confirming.person(request), now=timezone.now())
        if made:
            names = ", ".join(str(pending) for pending in made)
            self.message_user(
                request, f"Wirkt erst nach der Bestätigung durch eine Teamleitung: {names}", messages.WARNING
            )

    @admin.display(description="warten auf Bestätigung")
    def waiting_roles(self, user: User) -> str:
        return ", ".join(str(pending) for pending in user.pending_roles.all()) if user.pk else ""

    @admin.display(description="Rollen")
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    @admin.action(description="Link zum Wählen eines Passworts schicken", permissions=["change"])
    def send_password_link(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        with transaction.atomic():
            for user in queryset.filter(is_active=True):
                services.invite(user)
                self.log_change(request, user, "Link zum Wählen eines Passworts geschickt.")
        self.message_user(request, "Die Links sind unterwegs.", messages.SUCCESS)

    @admin.action(description="Zweiten Faktor zurücksetzen", permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            services.reset_second_factor(user)
            self.log_change(request, user, "Zweiten Faktor zurückgesetzt.")
        self.message_user(request, "Die nächste Anmeldung richtet einen neuen zweiten Faktor ein.", messages.SUCCESS)


class RoleForm(forms.ModelForm):
    """A role that somebody has, or is to get, gains no rights to content: else it would be given out by one alone."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.instance.pk is None or "permissions" not in values:
            return values
        role = Role.objects.select_for_update().get(pk=self.instance.pk)
        added = set(content_rights(values["permissions"].select_related("content_type"))) - set(role.permissions.all())
        # in this order: a confirmation in between turns what waits into what is held
        if added and (PendingRole.objects.filter(group=role).exists() or role.user_set.exists()):
            raise forms.ValidationError(
                "Diese Rolle haben schon Konten. Rechte auf Inhalte bekommt sie so nicht dazu. "
                "Legen Sie eine neue Rolle an und vergeben Sie die; eine Teamleitung bestätigt sie dann."
            )
        return values


@admin.register(Role)
class RoleAdmin(SettingAdmin):
    """The roles of the release are read here; an office may add roles of its own."""

    room = "Konten"
    form = RoleForm
    list_display = ["name", "purpose"]
    fields = ["name", "permissions"]
    filter_horizontal = ["permissions"]
    ordering = ["name"]

    @admin.display(description="Wofür")
    def purpose(self, group: Role) -> str:
        return next((role.purpose for role in roles().values() if role.name == group.name), "Rolle dieser Behörde")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _shipped(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _shipped(obj)


def _shipped(group: Model | None) -> bool:
    return isinstance(group, Group) and group.name in {role.name for role in roles().values()}
