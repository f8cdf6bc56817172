"""Logs."""
from django_structlog.middlewares import RequestMiddleware
from pghistory.middleware import HistoryMiddleware


def logging_settings(*, json):
    return {"version": 1, "disable_existing_loggers": False}


class RequestLog(RequestMiddleware):
    pass


class HistoryContext(HistoryMiddleware):
    pass
