"""All dossiers of a programme as one ZIP: asked for, made one after the other, written by streaming."""
