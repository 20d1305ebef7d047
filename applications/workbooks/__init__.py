"""The cost items of a draft as a workbook: the template, reading it back, what it would do, its errors."""
