"""Two views anyone would write first."""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

PAGE = """<!doctype html><title>{{ title }}</title>{% csrf_token %}
<ul>{% for row in rows %}<li>{{ row }}</li>{% endfor %}</ul>"""


def page(request: HttpRequest) -> HttpResponse:
    """A template with one indexed read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT booked FROM bench_counter WHERE id = 1")
        row = cursor.fetchone()
    body = engines["django"].from_string(PAGE).render({"title": "Bench", "rows": [*range(30), row]}, request)
    return HttpResponse(body)


def book(request: HttpRequest) -> HttpResponse:
    """One UPDATE and one INSERT in a transaction."""
    slot = int(request.POST["slot"])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE bench_counter SET booked = booked + 1 WHERE id = %s AND booked < capacity", [slot])
        if cursor.rowcount:
            cursor.execute("INSERT INTO bench_booking (slot, name) VALUES (%s, %s)", [slot, request.POST["name"]])
    return HttpResponse(status=302, headers={"Location": "/"})


urlpatterns = [path("page/", page), path("book/", book)]
