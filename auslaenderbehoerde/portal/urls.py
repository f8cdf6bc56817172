"""Addresses of the pages that need every app, and of the legal pages."""

from django.urls import path

from auslaenderbehoerde.portal import cards, views

app_name = "portal"
urlpatterns = [
    path("", views.start, name="start"),
    path("leistungen/", views.services, name="services"),
    path("leistungen/<slug:slug>/", views.service, name="service"),
    path("karte/", cards.card, name="card"),
    path("karte/abholung/", cards.pickup, name="pickup"),
    path("vor-ort/", views.on_site, name="on_site"),
    path("impressum/", views.imprint, name="imprint"),
    path("datenschutz/", views.privacy, name="privacy"),
    path("barrierefreiheit/", views.accessibility, name="accessibility"),
    path("leichte-sprache/", views.easy_language, name="easy_language"),
]
