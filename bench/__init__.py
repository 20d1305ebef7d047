"""Benches: `python -m bench NAME` prints a table for people and, as the last line, the figures as JSON."""
