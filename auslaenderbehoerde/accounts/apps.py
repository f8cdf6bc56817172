from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "auslaenderbehoerde.accounts"
    verbose_name = "Konten"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from auslaenderbehoerde.accounts import idle
        from auslaenderbehoerde.accounts.roles import write_roles

        user_logged_in.connect(idle.begin, dispatch_uid="idle")
        last = list(apps.get_app_configs())[-1]  # once for all apps, when every table is there
        post_migrate.connect(write_roles, sender=last, dispatch_uid="roles")
