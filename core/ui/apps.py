"""The Django app of the screen foundation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Will register the screen foundation under the label `ui`."""

    name = "core.ui"
    label = "ui"
    verbose_name = _("Screen components")
