"""The pages of a place that is being filled in: by its link, until it is booked or forgotten."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from appointments import holds, tickets


def held(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Opens the page with the hold of the link; a link that is over leads to the ticket, or says that it is over."""

    @never_cache
    @wraps(page)
    def opened(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        hold: Any = holds.find(token)
        if hold is not None and not hold.booked:
            return page(request, hold, token, **more)
        if appointment := tickets.of_hold(token):
            return redirect(tickets.path(appointment))
        if not holds.was_ours(token):
            raise Http404
        return render(request, "appointments/hold_over.html", status=410)

    return opened
