"""The team lead's pages: the day, who is affected, the plan, the poster."""

# The order of the navigation.
# isort: off
from appointments.admin.lead import day
from appointments.admin.lead import spans
from appointments.admin.lead import affected
from appointments.admin.lead import plan
from appointments.admin.lead import poster
from appointments.admin.lead import cards
# isort: on

__all__ = ["affected", "cards", "day", "plan", "poster", "spans"]
