"""Logs: one line for each request, with the name of the route and never its address.

An address may hold a token, a form may hold a life: neither is written anywhere. A fault is logged
once, with the reference the person sees on the page.
"""

import logging
import secrets
import time
from collections.abc import Callable
from traceback import format_tb
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from pghistory.middleware import HistoryMiddleware
from structlog.typing import ExcInfo

from auslaenderbehoerde.networks import network_of

logger = structlog.get_logger("portal.request")
CAUSES = 10  # of one fault; Python lets causes form a ring

BEFORE: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_settings(*, json: bool) -> dict[str, Any]:
    """Django's LOGGING: JSON lines in production, readable lines elsewhere; local variables never.

    In production a fault is told without its message: PostgreSQL quotes the row that did not fit.
    """
    structlog.configure(
        processors=[*BEFORE, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": _lines(json=json)},
        "filters": {"no_address": {"()": f"{__name__}.NoAddress"}},
        "handlers": {
            "stream": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["no_address"]},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["stream"], "level": "INFO"},
        "loggers": {
            "django.server": {"handlers": ["nowhere"], "propagate": False},  # writes paths; RequestLog has the line
            "fontTools": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
        },
    }


def _lines(*, json: bool) -> dict[str, Any]:
    """How one record becomes one line."""
    draw = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    processors = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.ExceptionRenderer(wordless),
        draw,
    ]
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": BEFORE,
        "processors": processors if json else [processors[0], draw],
    }


def wordless(exc_info: ExcInfo) -> str:
    """Where a fault happened and of which kind, cause first, without the message of any of them."""
    told: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None and len(told) < CAUSES:
        told.append("".join(format_tb(error.__traceback__)) + type(error).__qualname__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(reversed(told))


class NoAddress(logging.Filter):
    """Rewrites Django's records about a request: the kind of trouble and the route, not the path.

    What RequestLog says anyway (a 404, a refused form) is dropped; a fault keeps its traceback.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is None or not record.name.startswith("django."):
            return True
        if not record.exc_info or getattr(record, "status_code", 500) < 500:
            return False
        record.msg, record.args = f"fault in {route_of(request)}", ()
        return True


def route_of(request: HttpRequest) -> str:
    """The name of the route a request took, `-` where it took none."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name or match.route) if match else "-"


class RequestLog:
    """Gives each request a reference and writes one line when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        request.error_reference = secrets.token_hex(4).upper()  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(reference=request.error_reference):  # type: ignore[attr-defined]
            response = self.get_response(request)
            logger.info(
                "answered",
                route=route_of(request),
                method=request.method,
                status=response.status_code,
                milliseconds=round((time.perf_counter() - begun) * 1000),
                network=network_of(request.META.get("REMOTE_ADDR", "")),
                user=_user_of(request),
            )
        return response


def _user_of(request: HttpRequest) -> str | None:
    """The identifier of a signed-in member of staff, without a query for visitors."""
    user = getattr(request, "_cached_user", None)
    return str(user.pk) if user is not None and user.is_authenticated else None


class HistoryContext(HistoryMiddleware):
    """Tells the history who did it and on which route; pghistory would store the path."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        user = request.user if request.user.is_authenticated else None
        try:
            route = resolve(request.path_info).view_name
        except Resolver404:
            route = "-"
        return {"user": str(user.pk) if user else None, "route": route}
