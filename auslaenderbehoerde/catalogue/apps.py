from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "auslaenderbehoerde.catalogue"
    verbose_name = "Leistungen"
