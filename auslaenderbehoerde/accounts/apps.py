from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "auslaenderbehoerde.accounts"
    verbose_name = "Konten"
