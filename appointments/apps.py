from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "appointments"
    verbose_name = "Termine"

    def ready(self) -> None:
        from appointments import receivers  # noqa: F401 - importing subscribes
