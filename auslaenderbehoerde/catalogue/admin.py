"""The catalogue: a service with everything that hangs on it, on one page."""

from django.contrib import admin

from auslaenderbehoerde.catalogue.models import Fee, RequiredDocument, Service, ServiceForm
from auslaenderbehoerde.design.admin import ContentAdmin, ContentInline


class RequiredDocumentInline(ContentInline):
    model = RequiredDocument
    fields = ["name", "condition", "note", "order"]


class ServiceFormInline(ContentInline):
    model = ServiceForm
    fields = ["name", "kind", "url", "file", "order"]


class FeeInline(ContentInline):
    model = Fee
    fields = ["amount_cents", "note", ("effective_from", "effective_until")]


@admin.register(Service)
class ServiceAdmin(ContentAdmin):
    """What it is, what to bring, which forms, what it costs."""

    room = "Leistungen"
    list_display = ["name", "visit_needed", "published", "order"]
    list_filter = ["published", "visit_needed"]
    search_fields = ["name_de", "slug"]
    fieldsets = [
        (None, {"fields": ["slug", "name", "summary", "description"]}),
        ("Ablauf", {"fields": ["duration_note", "visit_needed"]}),
        ("Anzeige", {"fields": ["published", "order"]}),
    ]
    inlines = [RequiredDocumentInline, ServiceFormInline, FeeInline]
