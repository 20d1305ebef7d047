"""The facts of cases, stated plainly: codes instead of words, one module per part of a case."""
