"""
What `./run`, `./test` and `manage.py` do before Django loads. `bootstrap.py` alone runs without the packages.
"""
