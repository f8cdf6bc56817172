from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("verwaltung/konto/", include("allauth.urls")),
    path("verwaltung/", admin.site.urls),
    *i18n_patterns(path("", include("appointments.urls"))),
]
