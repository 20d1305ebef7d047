"""An anchor's Scope 3 report: what it claims by year, category, supplier and tier, down to the lot."""
