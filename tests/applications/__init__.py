"""Tests of plans and applications."""
