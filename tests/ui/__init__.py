"""Tests of the screen foundation."""
