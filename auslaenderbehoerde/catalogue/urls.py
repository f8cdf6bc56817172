"""Addresses of forms."""

from django.urls import path

from auslaenderbehoerde.catalogue import views

app_name = "catalogue"
urlpatterns = [path("formulare/<int:number>/", views.form, name="form")]
