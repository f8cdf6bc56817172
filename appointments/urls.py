"""Addresses of booking; those of the contract live for years."""

from datetime import date

from django.urls import path, register_converter

from appointments.views import arrival, booking, display, door, pickup, proposal, ticket, visits


class DayConverter:
    """A calendar day of this century as `2027-03-28`; others are no page, and too far for the arithmetic of dates."""

    regex = r"20\d{2}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

app_name = "appointments"
urlpatterns = [
    path("termine/", booking.concerns, name="concerns"),
    path("termine/platz/<str:token>/", booking.person, name="person"),
    path("termine/platz/<str:token>/pruefen/", booking.check, name="check"),
    path("termine/platz/<str:token>/monat/", booking.hold_month, name="hold_month"),
    path("termine/platz/<str:token>/tag/<day:day>/", booking.hold_day, name="hold_day"),
    path("termine/<slug:concern>/", booking.before, name="before"),
    path("termine/<slug:concern>/monat/", booking.month, name="month"),
    path("termine/<slug:concern>/tag/<day:day>/", booking.day, name="day"),
    path("karte/abholung/monat/", pickup.month, name="pickup_month"),
    path("karte/abholung/tag/<day:day>/", pickup.day, name="pickup_day"),
    path("karte/abholung/pruefen/<str:token>/", pickup.check, name="pickup_check"),
    path("tuer/<slug:code>/", door.door, name="door"),
    path("tuer/<slug:code>/dringend/", door.urgent, name="urgent"),
    path("tuer/<slug:code>/dringend/gesendet/", door.urgent_sent, name="urgent_sent"),
    path("tuer/<slug:code>/<slug:concern>/", door.times, name="door_times"),
    path("tuer/<slug:code>/<slug:concern>/nummer/", door.number, name="draw_number"),
    path("nummer/<str:token>/", visits.number, name="number"),
    path("dringend/<str:token>/", visits.urgent_request, name="urgent_request"),
    path("ankunft/<slug:office>/", arrival.terminal, name="arrival"),
    path("ankunft/<slug:office>/willkommen/", arrival.welcome, name="arrival_welcome"),
    path("anzeige/<slug:office>/", display.display, name="display"),
    path("anzeige/<slug:office>/stand/", display.display_part, name="display_part"),
    path("termin/finden/", ticket.find, name="find"),
    path("termin/finden/e-mail/", ticket.find_by_address, name="find_by_address"),
    path("termin/finden/gesendet/", ticket.find_sent, name="find_sent"),
    path("termin/<str:token>/", ticket.ticket, name="ticket"),
    path("termin/<str:token>/ankunft/", arrival.here, name="here"),
    path("termin/<str:token>/vorschlag/", proposal.proposal, name="proposal"),
    path("termin/<str:token>/termin.pdf", ticket.ticket_pdf, name="ticket_pdf"),
    path("termin/<str:token>/termin.ics", ticket.ticket_calendar, name="ticket_calendar"),
    path("termin/<str:token>/verschieben/", ticket.move, name="move"),
    path("termin/<str:token>/verschieben/<day:day>/", ticket.move_day, name="move_day"),
    path("termin/<str:token>/absagen/", ticket.cancel, name="cancel"),
]
