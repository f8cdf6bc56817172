"""A few addresses, so that the frame can be tested without the pages of the portal."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST

from auslaenderbehoerde.portal import errors


def page(request, **kwargs):
    return HttpResponse()


portal = [path("", page, name="start"), path("impressum/", page, name="imprint")]
urlpatterns = i18n_patterns(
    path("", include((portal, "portal"))),
    path("termin/<str:token>/", page, name="ticket"),
    path("senden/", require_POST(page), name="send"),
)

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error
