from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "auslaenderbehoerde.accounts"
    verbose_name = "Konten"

    def ready(self) -> None:
        from auslaenderbehoerde.accounts.roles import write_roles

        last = list(apps.get_app_configs())[-1]  # once for all apps, when every table is there
        post_migrate.connect(write_roles, sender=last, dispatch_uid="roles")
