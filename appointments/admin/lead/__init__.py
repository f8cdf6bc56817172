"""The team lead's pages: the day, who is affected, the plan, the poster."""

from appointments.admin.lead import affected, cards, day, plan, poster, spans

__all__ = ["affected", "cards", "day", "plan", "poster", "spans"]
