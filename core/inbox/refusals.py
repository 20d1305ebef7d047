"""What does not let a question, a note or a tag be written."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NothingSaid(Refusal):
    message = _("Write something first.")


class DayIsOver(Refusal):
    message = _("The day until which you ask for an answer is over. Choose a later one.")


class TaggedAlready(Refusal):
    message = _("This case has that tag already.")


class AlwaysByLaw(Refusal):
    message = _("“%(title)s” is a notice that the law wants served: you are always told at once.")


class NoSuchKind(Refusal):
    message = _("There is no such message, or no such way of being told. Load the page again.")
