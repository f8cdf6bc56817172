"""The citizen's door: choose a time, fill in, confirm; the ticket; the poster at the office."""
