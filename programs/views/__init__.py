"""Pages of this room that change something."""
