"""Signals: what looks like fraud and may be harmless. It reads cases, and blocks none of them."""
