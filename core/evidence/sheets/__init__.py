"""Tables as workbooks: a template to fill in, what an upload says cell by cell, its errors marked in it."""
