from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "auslaenderbehoerde.design"
    verbose_name = "Gestaltung"
