"""Lists of e-tax invoices: their columns, what a file says row by row, what it would add to a request."""
