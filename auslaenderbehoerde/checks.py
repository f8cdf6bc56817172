"""What must hold before the portal may run in production, one sentence for each thing that is missing.

`manage.py` runs these as system checks. A web server and Celery load no checks, so `wsgi.py` and `celery.py`
call `refuse_unsafe_start()` themselves.
"""

from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

KEY_LENGTH = 50
KEY_VARIETY = 8
SECOND_FACTOR = "auslaenderbehoerde.accounts.middleware.SecondFactor"


@register(Tags.security)
def safe_for_production(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[CheckMessage]:
    """Every reason why this installation must not serve people yet; other modes may do as they like."""
    if settings.MODE != "production":
        return []
    found = [*_keys(), *_addresses(), *_networks(), *_protection(), *_servers()]
    return [Error(sentence, id=f"auslaenderbehoerde.{number}") for number, sentence in found]


def refuse_unsafe_start() -> None:
    """Stop the process that is starting, with all reasons at once."""
    if found := safe_for_production():
        reasons = "\n".join(f"- {error.msg} ({error.id})" for error in found)
        raise ImproperlyConfigured(f"Das Portal startet so nicht im Betrieb:\n{reasons}")


def _keys() -> Iterator[tuple[str, str]]:
    if _guessable(settings.SECRET_KEY):
        yield "E001", f"SECRET_KEY fehlt oder ist zu leicht: Er braucht mindestens {KEY_LENGTH} zufällige Zeichen."
    if _guessable(settings.LINK_KEY):
        yield "E002", f"LINK_KEY fehlt oder ist zu leicht: Er braucht mindestens {KEY_LENGTH} zufällige Zeichen."
    if any(_guessable(key) for key in settings.FILE_KEY.split(",")):
        yield "E016", f"FILE_KEY fehlt oder ist zu leicht: Er braucht mindestens {KEY_LENGTH} zufällige Zeichen."
    given = [key for key in (settings.SECRET_KEY, settings.LINK_KEY, settings.FILE_KEY) if key]
    if len(set(given)) < len(given):
        yield "E003", "Von SECRET_KEY, LINK_KEY und FILE_KEY sind zwei gleich: Jeder braucht einen eigenen Wert."


def _guessable(key: str) -> bool:
    """Short, of few different characters, or one that stands in a file everybody can read."""
    known = key.startswith(("local-only", "django-insecure-", "test-only"))
    return known or len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY


def _addresses() -> Iterator[tuple[str, str]]:
    hosts = settings.ALLOWED_HOSTS
    if not hosts or any(host.strip().startswith("*") for host in hosts):
        yield "E004", "ALLOWED_HOSTS ist leer oder enthält „*“: Nennen Sie die Namen, unter denen das Portal antwortet."
    if not settings.PUBLIC_URL.startswith("https://"):
        yield "E005", "PUBLIC_URL beginnt nicht mit https://: Das Portal gibt es nur verschlüsselt."
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        yield "E006", "EMAIL_FROM fehlt: Nachrichten brauchen die Absenderadresse der Behörde."


def _networks() -> Iterator[tuple[str, str]]:
    proxies = settings.TRUSTED_PROXIES
    if not proxies or not all(map(_is_network, proxies)):
        yield "E007", "TRUSTED_PROXIES fehlt oder ist kein Netz (CIDR): Nennen Sie die Netze der TLS-Server davor."
    elif any(ip_network(proxy, strict=False).prefixlen == 0 for proxy in proxies):
        yield "E008", "TRUSTED_PROXIES umfasst das ganze Internet: Jeder könnte seine Adresse fälschen."
    if not all(map(_is_network, settings.METRICS_NETWORKS)):
        yield "E009", "METRICS_NETWORKS enthält etwas, das kein Netz (CIDR) ist."


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _protection() -> Iterator[tuple[str, str]]:
    if settings.DEBUG:
        yield "E010", "DEBUG ist an: Fehlerseiten würden Quelltext und Daten zeigen."
    if not settings.REQUIRE_MFA or SECOND_FACTOR not in settings.MIDDLEWARE:
        yield "E011", "Der zweite Faktor ist abgeschaltet: Im Betrieb gilt er für alle Konten der Beschäftigten."
    if not settings.LIMITS:
        yield "E012", "LIMITS ist aus: Ohne Zugriffsgrenzen lassen sich Links und Passwörter durchprobieren."


def _servers() -> Iterator[tuple[str, str]]:
    if not settings.DATABASES["default"]["NAME"]:
        yield "E013", "DATABASE_URL fehlt: Das Portal braucht eine PostgreSQL-Datenbank."
    if not settings.REDIS_URL:
        yield "E014", "REDIS_URL fehlt: Das Portal braucht einen Redis- oder Valkey-Server."
    if not settings.EMAIL_URL:
        yield "E015", "EMAIL_URL fehlt: Ohne Mailserver erreicht niemanden eine Nachricht."
