from django.contrib import admin

from auslaenderbehoerde.catalogue.models import Service
from auslaenderbehoerde.design.admin import ContentAdmin


@admin.register(Service)
class ServiceAdmin(ContentAdmin):
    search_fields = ["name_de"]
