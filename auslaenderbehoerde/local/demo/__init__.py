"""What a first start shows: two offices with everything they write, and an empty installation."""
