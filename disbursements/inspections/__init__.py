"""How many inspections a firm's risk asks for, and what an inspector looks at (Act, art. 25)."""
