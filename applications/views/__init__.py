"""Pages of plans and applications: they translate; operations decide."""
