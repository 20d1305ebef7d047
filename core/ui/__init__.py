"""How the product speaks on screen: formats, form fields, components and navigation."""
