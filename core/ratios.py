"""Shares are kept as whole basis points: this many make a whole."""

WHOLE_BP = 10_000
