"""The catalogue: a service with everything that hangs on it, on one page."""

from django.contrib import admin
from modeltranslation.admin import TranslationStackedInline

from auslaenderbehoerde.catalogue.models import Fee, RequiredDocument, Service, ServiceForm
from auslaenderbehoerde.design.admin import ContentAdmin


class RequiredDocumentInline(TranslationStackedInline):
    model = RequiredDocument
    extra = 0
    fields = ["name", "condition", "note", "order"]


class ServiceFormInline(TranslationStackedInline):
    model = ServiceForm
    extra = 0
    fields = ["name", "kind", "url", "file", "order"]


class FeeInline(TranslationStackedInline):
    model = Fee
    extra = 0
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
