"""The usual week of a queue: how it will be (weeks), how it is changed (changes), who changed it (history)."""
