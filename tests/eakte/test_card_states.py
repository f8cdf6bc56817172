"""The table of the card's states is complete, and every verb of it is done somewhere."""

import pytest

from eakte import card_states
from eakte.card_states import BY_VERB, FINAL, TABLE, State
from eakte.exceptions import NotAllowed, WrongState
from eakte.services import cards, deliveries, handovers
from tests.factories.accounts import staff

DONE_BY = {
    "in_production": cards.in_production,
    "arrived": cards.arrived,
    "posted": cards.posted,
    "problem": cards.problem,
    "order_again": cards.order_again,
    "hand_over": handovers.hand_over,
    "void": cards.void,
    "undo_hand_over": handovers.undo_hand_over,
    "undo_arrival": deliveries.take_back,
    "restore": handovers.undo_hand_over,
}


def test_every_verb_has_a_service():
    assert set(DONE_BY) == set(BY_VERB)


def test_every_state_is_reached():
    assert card_states.reachable() == set(State)


def test_every_state_but_the_last_has_a_way_out_for_a_person():
    pressed = {state: [way for way in card_states.ways_out(state) if way.verb != "restore"] for state in State}
    assert [state for state, ways in pressed.items() if not ways] == list(FINAL)


def test_no_verb_leads_where_it_comes_from():
    assert [way.verb for way in TABLE if set(way.sources) & set(way.targets)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("verb", list(BY_VERB))
def test_a_verb_goes_from_its_own_states_only(state, verb):
    caseworker = staff("caseworker")
    if state in BY_VERB[verb].sources:
        assert card_states.permitted(verb, state=state, by=caseworker) is BY_VERB[verb]
    else:
        with pytest.raises(WrongState):
            card_states.permitted(verb, state=state, by=caseworker)


@pytest.mark.django_db
def test_the_front_desk_receives_and_hands_over_and_does_no_more():
    front_desk, allowed = staff("front_desk"), []
    for verb, way in BY_VERB.items():
        try:
            card_states.permitted(verb, state=way.sources[0], by=front_desk)
        except NotAllowed:
            continue
        allowed.append(verb)
    assert allowed == ["arrived", "hand_over", "undo_hand_over", "undo_arrival", "restore"]
