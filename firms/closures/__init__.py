"""Lists of closed businesses: reading them, comparing them with what is known, taking them over."""
