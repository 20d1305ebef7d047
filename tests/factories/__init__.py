"""Rows for tests, made one by one. Journeys never use them: they click."""
