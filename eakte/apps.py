from django.apps import AppConfig


class EakteConfig(AppConfig):
    name = "eakte"
    verbose_name = "E-Akte"
