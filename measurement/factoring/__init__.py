"""Tables of emission factors: their versions, who approves them, which one a programme uses when."""
