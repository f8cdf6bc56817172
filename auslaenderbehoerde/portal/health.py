"""For whoever watches over the portal: is this web process alive, and may it get requests?"""

import tempfile
from functools import cache

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from auslaenderbehoerde.portal import operations


class NotReadyError(Exception):
    """The short name of what this process needs and does not have."""


@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nobody else, so a lost database does not get it restarted."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when this process has what it needs itself; what else does not work stands in `degraded`."""
    try:
        _ask_database()
        write_file()
        degraded = sorted(operations.state(timezone.now()).degraded)
    except (NotReadyError, Error) as error:
        missing = str(error) if isinstance(error, NotReadyError) else "database"
        return JsonResponse({"ready": False, "missing": missing}, status=503)
    return JsonResponse({"ready": True, "degraded": degraded})


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    migrated()


@cache
def migrated() -> None:
    """The database has the shape this code expects; once true it stays so for this process, and is not asked again."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReadyError("migrations")


def write_file() -> None:
    """Files can be stored (NotReadyError)."""
    try:
        settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.MEDIA_ROOT) as file:
            file.write(b"x")
    except OSError as error:
        raise NotReadyError("storage") from error
