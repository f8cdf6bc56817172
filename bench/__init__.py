"""Measurements as ratios in one run: our pages against bare Django views on the same machine."""
