"""What was booked and what was asked for at the door. Read here; changed by the services."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from appointments.models import Appointment, DoorCode, UrgentRequest
from auslaenderbehoerde.design.admin import RecordAdmin


@admin.register(Appointment)
class AppointmentAdmin(RecordAdmin):
    """Appointments by day."""

    room = "Termine"
    list_display = ["number", "starts_at", "concern", "full_name", "persons", "channel", "status"]
    list_filter = ["day", "office", "status", "channel"]
    list_select_related = ["concern"]
    date_hierarchy = "day"
    fields = [
        "number", "status", "office", "concern", "starts_at", "ends_at", "persons", "channel", "full_name",
        "birth_date", "writer_name", "email", "language", "needs", "booked_at",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        return Appointment.objects.known()

    @admin.display(description="Name")
    def full_name(self, appointment: Appointment) -> str:
        return appointment.full_name

    @admin.display(description="ausgefüllt von")
    def writer_name(self, appointment: Appointment) -> str:
        return appointment.writer_name or "–"


@admin.register(UrgentRequest)
class UrgentRequestAdmin(RecordAdmin):
    """Requests from the door, newest first."""

    room = "Termine"
    list_display = ["created_at", "reason", "family_name", "given_names", "contact", "office"]
    list_filter = ["office", "reason"]
    list_select_related = ["office"]
    fields = [
        "created_at", "office", "reason", "text", "family_name", "given_names", "birth_date", "contact", "language",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[UrgentRequest]:
        return super().get_queryset(request).filter(erased_at=None)


@admin.register(DoorCode)
class DoorCodeAdmin(RecordAdmin):
    """Codes on the poster; the current one has no end."""

    room = "Termine"
    list_display = ["code", "office", "created_at", "replaced_at"]
    list_select_related = ["office"]
    fields = ["code", "office", "created_at", "replaced_at"]
