"""On one machine, on loopback: what `./run` and `manage.py` use unless told otherwise."""

from config.settings.base import *
from config.settings.base import SECRET_KEY
from config.settings.environment import switched_on

DEBUG = switched_on("DEBUG")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
INTERNAL_IPS = ["127.0.0.1"]
# config/embedded.py keeps a random key in var/; this one serves only tools that read settings without it.
SECRET_KEY = SECRET_KEY or "only-for-tools-that-never-sign-anything"
