"""One chain of the 2026 programme, played through the operations the screens use, at dates of its own."""
