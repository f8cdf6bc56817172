"""An office of the size of a county or of a state, for looking at and for measuring. All persons are invented."""
