"""All addresses. Those of citizens carry their language; those of staff and machines do not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from auslaenderbehoerde.portal import errors, health, metrics
from auslaenderbehoerde.proof_of_work import challenge

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("pruefung/", challenge, name="proof_of_work"),
    path("verwaltung/konto/", include("auslaenderbehoerde.accounts.urls")),
    path("verwaltung/", admin.site.urls),
    *i18n_patterns(
        path("", include("auslaenderbehoerde.portal.urls")),
        path("", include("auslaenderbehoerde.catalogue.urls")),
        path("", include("appointments.urls")),
    ),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error
