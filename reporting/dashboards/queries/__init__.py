"""Reads behind the dashboards, one module per page."""
