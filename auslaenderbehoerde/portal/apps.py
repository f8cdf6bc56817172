from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "auslaenderbehoerde.portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from auslaenderbehoerde import checks  # noqa: F401 - importing registers them
        from auslaenderbehoerde.portal import checks as surroundings  # noqa: F401
