from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "auslaenderbehoerde.portal"
    verbose_name = "Portal"
