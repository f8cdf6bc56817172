from django.apps import AppConfig


class LocalConfig(AppConfig):
    name = "auslaenderbehoerde.local"
    verbose_name = "Lokal"
