"""Totals that are kept from day to day: from cells by month, and beside them a recount every night."""
