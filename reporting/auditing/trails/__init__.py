"""Where a won or a kilogram came from and where it went, step by step, with what bears each step."""
