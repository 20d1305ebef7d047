"""What ends with the last settlement of a grant."""

from disbursements.models import Grant
from disbursements.queries.settlements import last_settlement
from disbursements.refusals import settlements as no
from disbursements.workflow import SettlementStatus


def check_not_settled(grant: Grant) -> None:
    """
    Refuse to ask for more money under a locked grant once all of it is settled.

    :raises SettledFinally: naming the day until which it was settled.
    """
    last = last_settlement(grant)
    if last is not None and last.is_last and last.status == SettlementStatus.CONFIRMED:
        raise no.SettledFinally(until=f"{last.until_on:%Y-%m-%d}")
