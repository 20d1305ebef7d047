"""What ends with the last settlement of a grant."""

from disbursements.models import Grant
from disbursements.queries.settlements import settled_finally
from disbursements.refusals import settlements as no


def check_not_settled(grant: Grant) -> None:
    """
    Refuse to ask for more money under a locked grant once all of it is settled.

    :raises SettledFinally: naming the day until which it was settled.
    """
    if last := settled_finally(grant):
        raise no.SettledFinally(until=f"{last.until_on:%Y-%m-%d}")
