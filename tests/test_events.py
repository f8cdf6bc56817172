from dataclasses import dataclass

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from auslaenderbehoerde import events


@pytest.fixture
def fact():
    """A fact nobody else listens to."""

    @dataclass(frozen=True)
    class SomethingHappened:
        number: int

    return SomethingHappened


@pytest.mark.django_db
def test_everyone_who_subscribed_hears_a_fact_in_order(fact):
    heard = []
    events.subscribe(fact)(lambda it: heard.append(("first", it)))
    events.subscribe(fact)(lambda it: heard.append(("second", it)))
    events.publish(fact(7))
    assert heard == [("first", fact(7)), ("second", fact(7))]


@pytest.mark.django_db
def test_who_subscribes_twice_hears_once(fact):
    heard = []

    def receiver(it):
        heard.append(it)

    events.subscribe(fact)(receiver)
    events.subscribe(fact)(receiver)
    events.publish(fact(7))
    assert heard == [fact(7)]


@pytest.mark.django_db
def test_a_fact_is_not_told_to_those_who_listen_to_another(fact):
    @dataclass(frozen=True)
    class SomethingElse(fact):
        pass

    heard = []
    events.subscribe(SomethingElse)(heard.append)
    events.publish(fact(7))
    assert heard == []


def test_subscribing_leaves_the_function_as_it_is(fact):
    def receiver(it):
        return it

    assert events.subscribe(fact)(receiver) is receiver


def test_a_fact_outside_a_transaction_is_refused(fact):
    heard = []
    events.subscribe(fact)(heard.append)
    with pytest.raises(RuntimeError, match="SomethingHappened wurde außerhalb einer Transaktion veröffentlicht"):
        events.publish(fact(7))
    assert heard == []


@pytest.mark.django_db
def test_when_a_receiver_fails_the_deed_fails(fact):
    @events.subscribe(fact)
    def fail(_it):
        raise LookupError("kaputt")

    def deed():
        with transaction.atomic():
            ContentType.objects.create(app_label="tests", model="deed")
            events.publish(fact(7))

    with pytest.raises(LookupError, match="kaputt"):
        deed()
    assert not ContentType.objects.filter(app_label="tests").exists()
