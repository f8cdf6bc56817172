from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """The stock admin with our site in place of its default one."""

    default_site = "auslaenderbehoerde.admin.PortalAdminSite"
