"""What does not let a question, a note or a tag be written."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NothingSaid(Refusal):
    message = _("Write something first.")


class DayIsOver(Refusal):
    message = _("The day until which you ask for an answer is over. Choose a later one.")


class TaggedAlready(Refusal):
    message = _("This case has that tag already.")
