"""The template tag library `talk`."""
