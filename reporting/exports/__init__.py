"""Export packs for the state's own network: what was handed over, what changed since, what it answers."""
