"""Pages of this room: lists, cases and their steps."""
