from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "appointments"
    verbose_name = "Termine"

    def ready(self) -> None:
        from appointments import pickups, receivers  # noqa: F401 - importing the receivers subscribes
        from appointments.contribution import APPOINTMENTS
        from eakte import contributions, pickup_checks

        contributions.contribute(APPOINTMENTS)
        pickup_checks.register(pickups.booked)
