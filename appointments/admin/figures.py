"""The figures of an office: as a page, as a file."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from appointments import charts, exports
from appointments.figures import PERIODS, Figures, figures
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.design.work import work_page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {"csv": (exports.as_csv, "text/csv; charset=utf-8"), "xlsx": (exports.as_xlsx, XLSX)}
RIGHT = "appointments.view_figures"


@work_page("zahlen/", name="appointments_figures", right=RIGHT, room="Termine", title="Zahlen")
def page(request: HttpRequest) -> HttpResponse:
    """Today, 30 or 90 days: cards, charts with their tables."""
    office, period = _office(request), _period(request)
    found = figures(office, days=PERIODS[period], now=timezone.now()) if office else None
    context = admin.site.each_context(request) | {
        "title": "Zahlen",
        "office": office,
        "offices": list(Office.objects.all()),
        "period": period,
        "figures": found,
        "charts": _charts(found) if found and PERIODS[period] > 1 else [],
    }
    return render(request, "admin/appointments/figures.html", context)


@work_page("zahlen/<slug:kind>/", name="appointments_figures_file", right=RIGHT)
def file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same figures as CSV or XLSX."""
    office, period = _office(request), _period(request)
    if kind not in FILES or office is None:
        raise Http404
    make, content_type = FILES[kind]
    found = figures(office, days=PERIODS[period], now=timezone.now())
    name = f"zahlen-{found.first:%Y-%m-%d}-{found.last:%Y-%m-%d}.{kind}"
    return HttpResponse(
        make(found), content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _office(request: HttpRequest) -> Office | None:
    wanted = Office.objects.filter(slug=request.GET.get("standort", "")).first()
    return wanted or Office.objects.first()


def _period(request: HttpRequest) -> str:
    wanted = request.GET.get("zeitraum", "30")
    return wanted if wanted in PERIODS else "30"


def _charts(found: Figures) -> list[dict]:
    """One chart for each thing worth seeing over time."""
    kinds = [("Bedient", "served"), ("Gebucht", "booked"), ("Nicht gekommen", "no_shows")]
    return [
        {"title": title, "chart": charts.columns([(f"{day.day:%d.%m.}", getattr(day, name)) for day in found.days])}
        for title, name in kinds
    ]
