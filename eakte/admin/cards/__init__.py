"""The pages about cards: handing over, deliveries, what nobody knows, what nobody collects, and the caseworker's."""

# The order of the navigation.
# isort: off
from eakte.admin.cards import counter
from eakte.admin.cards import receiving
from eakte.admin.cards import deliveries
from eakte.admin.cards import unknown
from eakte.admin.cards import uncollected
from eakte.admin.cards import record
from eakte.admin.cards import start
# isort: on

__all__ = ["counter", "deliveries", "receiving", "record", "start", "uncollected", "unknown"]
