"""The desk (Schalter): pages where people are received, called and served all day long."""

from appointments.admin.desk import actions, files, follow_up, pages, reception, tickets, undo, urgent

__all__ = ["actions", "files", "follow_up", "pages", "reception", "tickets", "undo", "urgent"]
