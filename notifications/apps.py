from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Nachrichten"

    def ready(self) -> None:
        from auslaenderbehoerde import schedule
        from eakte import contributions
        from notifications import receivers  # noqa: F401 - importing it subscribes
        from notifications.contribution import MESSAGES

        contributions.contribute(MESSAGES)
        post_migrate.connect(schedule.write_missing, sender=apps.get_app_config("django_celery_beat"))
