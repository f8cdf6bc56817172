"""Three kinds of admin pages: records, which only services change; settings; content in every language."""

from django.contrib.admin import ModelAdmin, ShowFacets
from django.db.models import Model, URLField
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin


class _Quick(ModelAdmin):
    """What keeps long lists fast."""

    room = ""
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50


class RecordAdmin(_Quick):
    """Data of record: read here by those with the right, changed by services, never deleted."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class SettingAdmin(_Quick):
    """What the office sets and no visitor reads: plans, departments."""


class ContentAdmin(_Quick, TranslationAdmin):
    """What visitors read: one field for each language."""

    formfield_overrides = {URLField: {"assume_scheme": "https"}}
