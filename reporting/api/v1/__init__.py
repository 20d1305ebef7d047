"""Version 1 of the API. What it answers is never taken away or given another meaning; fields may be added."""
