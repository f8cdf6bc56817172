"""The table is complete, and everything in it can be reached and done."""

import inspect

import pytest

from eakte import transitions
from eakte.models import Proceeding
from eakte.services import proceedings
from eakte.transitions import BY_VERB, FINAL, START, TABLE, State
from tests.factories.accounts import staff


def test_every_state_is_reached_from_the_receipt():
    assert transitions.reachable(START) == set(State)


def test_exactly_the_final_states_have_no_way_out():
    assert {state for state in State if not transitions.ways_out(state)} == set(FINAL)


def test_from_every_state_an_end_can_be_reached():
    assert {state for state in State if not transitions.reachable(state) & set(FINAL)} == set()


def test_a_verb_stands_in_the_table_once_and_is_a_service_that_takes_what_it_needs():
    words = {"deadline": "until"}
    missing = {}
    for verb, row in BY_VERB.items():
        parameters = inspect.signature(getattr(proceedings, verb)).parameters
        wanted = {"proceeding", "by", "now", "version", *(words.get(need, need) for need in row.needs)}
        if wanted - set(parameters):
            missing[verb] = wanted - set(parameters)
    assert (missing, len(BY_VERB)) == ({}, len(TABLE))


def test_two_states_are_joined_by_one_verb():
    pairs = [(source, row.target) for row in TABLE for source in row.sources]
    assert len(pairs) == len(set(pairs))


def test_no_verb_leads_where_it_came_from():
    assert [row.verb for row in TABLE if row.target in row.sources] == []


def test_final_states_are_those_the_database_wants_an_end_for():
    constraint = next(c for c in Proceeding._meta.constraints if c.name == "proceeding_closed_when_over")
    assert all(f"'{state}'" in str(constraint.condition) for state in FINAL)


@pytest.mark.django_db
def test_a_person_sees_the_ways_they_have_the_right_for():
    caseworker, records = staff("caseworker"), staff("records")
    shown = [[way.verb for way in transitions.open_to(State.IN_REVIEW, user)] for user in (caseworker, records)]
    everything = ["ask_for_papers", "ask_authority", "suspend", "decide", "withdraw", "hand_over"]
    assert shown == [everything, []]
