"""Why a token or a webhook is refused."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NotAnAddress(Refusal):
    """The address is not one that a message can be sent to."""

    message = _(
        "Enter an address that begins with https:// and has no name or password in it, for example "
        "https://erp.example.com/partnership. The port is 443, or 1024 and above."
    )


class Unreachable(Refusal):
    """There is no such host."""

    message = _("No host of the name “%(host)s” was found. Check the spelling of the address.")


class Unanswered(Refusal):
    """Nobody says in time whether there is such a host."""

    message = _(
        "It could not be found out in time where “%(host)s” leads. Check the spelling of the address, or try "
        "again in a few minutes."
    )


class InsideANetwork(Refusal):
    """The host lies inside a private network."""

    message = _(
        "“%(host)s” leads into a private network, where messages are not sent. Enter an address that is "
        "reachable from the internet."
    )


class HookExists(Refusal):
    """The firm is told at this address already."""

    message = _("This address is registered already. Stop the webhook there first if it needs a new secret.")


class TooMany(Refusal):
    """The firm has as many as it can."""

    message = _("A firm can have %(most)d of these at a time. Revoke or stop one that is not used any more.")


class ExpiryOutOfRange(Refusal):
    """The last day has passed or lies too far ahead."""

    message = _("Choose a last day between today and %(latest)s.")


class StillOnItsWay(Refusal):
    """The message is still being tried."""

    message = _("This message is still on its way: the next try is at %(next)s.")
