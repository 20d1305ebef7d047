"""What the state of affairs does not allow, said in words for the person who asked."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """
    A request that the state of affairs does not allow.

    `field` names the form field the person should look at, if there is one.
    Figures given by keyword fill the placeholders of the class's `message`.
    """

    message: Any = _("This is not possible at the moment.")

    def __init__(self, message: Any = None, *, field: str | None = None, **figures: Any) -> None:
        self.text = message if message is not None else self.message
        self.field = field
        self.figures = figures
        super().__init__(self.text)

    def __str__(self) -> str:
        return str(self.text) % self.figures if self.figures else str(self.text)


class InvalidTransition(Refusal):
    """The case is not in a state from which this step leads on."""

    message = _(
        "This step was not taken: the case is now “%(now)s”, since %(since)s (%(who)s). Nothing was changed."
    )


class Gone(Refusal):
    """Somebody removed the record between reading and writing."""

    message = _("Somebody removed this at the same moment. Nothing was changed; go back and look again.")


class StaleVersion(Refusal):
    """Somebody else changed the record between reading and writing."""

    message = _(
        "Somebody else changed this record while you were editing it. Your input is still here: "
        "compare it with the current values, then save again."
    )
