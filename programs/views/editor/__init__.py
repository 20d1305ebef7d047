"""Pages of the programme editor."""
