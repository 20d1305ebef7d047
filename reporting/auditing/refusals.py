"""Why a sample can't be drawn, a finding not be noted, or an item not be ended."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NothingToDraw(Refusal):
    message = _("There is nothing to draw from. Choose another population or a longer period.")


class BadSeed(Refusal):
    message = _("A seed has 8 to 64 Latin letters and digits. Leave it empty to have one made.")


class WithFinding(Refusal):
    message = _("A finding was noted on it: it can't be ended as without a finding.")


class AlreadyLooked(Refusal):
    message = _("The look at it was ended before.")


class NoSuchLine(Refusal):
    message = _("This line is no part of what was drawn. Choose one of the list.")
