"""Open data: what the register discloses of grants, as one 360Giving JSON file for machines."""
