"""The one search field. What was typed travels by POST and waits in the session, never in an address."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from auslaenderbehoerde.clock import local_day
from auslaenderbehoerde.design.work import work_page
from eakte import protocol, search
from eakte.admin.place import READ, clerk, page

ASKED = "eakte_asked"


class SearchForm(forms.Form):
    """A name, a date of birth, a reference or the number of a paper."""

    text = forms.CharField(label="Name, Geburtsdatum, Aktenzeichen, Pass- oder Kartennummer", max_length=200)


@work_page("akten/", name="eakte_search", right=READ, room="Akten", title="Akte suchen", order=20)
def find(request: HttpRequest) -> HttpResponse:
    """Ask; then look at what was found."""
    form = SearchForm(request.POST or None)
    if request.method == "POST":
        request.session[ASKED] = form.cleaned_data["text"] if form.is_valid() else ""
        return redirect("admin:eakte_search")
    asked = request.session.get(ASKED, "")
    answer = search.find(asked, user=clerk(request), today=local_day(timezone.now())) if asked else None
    if answer is not None:
        protocol.record(request, protocol.Deed.SEARCH, subject=f"{len(answer.found)} Treffer", words=asked)
    return page(
        request, "search.html", title="Akte suchen", form=SearchForm({"text": asked}), asked=asked, answer=answer
    )
