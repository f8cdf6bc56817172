from django.apps import AppConfig


class EakteConfig(AppConfig):
    name = "eakte"
    verbose_name = "E-Akte"

    def ready(self) -> None:
        from eakte.contribution import RECORD
        from eakte.contributions import contribute

        contribute(RECORD)
