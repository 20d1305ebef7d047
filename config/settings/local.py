"""On one machine, on loopback: what `./run` and `manage.py` use unless told otherwise."""

from config.settings.base import *
from config.settings.base import OPEN_DATA_LICENCE, SECRET_KEY
from config.settings.environment import switched_on

DEBUG = switched_on("DEBUG")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
INTERNAL_IPS = ["127.0.0.1"]
# config/embedded.py keeps a random key in var/; this one serves only tools that read settings without it.
SECRET_KEY = SECRET_KEY or "only-for-tools-that-never-sign-anything"
# The demo's data is ours to give away; a deployment states its own licence.
OPEN_DATA_LICENCE = OPEN_DATA_LICENCE or "https://creativecommons.org/licenses/by/4.0/"
