from django.apps import AppConfig


class AuthorityConfig(AppConfig):
    name = "auslaenderbehoerde.authority"
    verbose_name = "Behörde"
