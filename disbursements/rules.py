"""The arithmetic of payments and contributions. Pure: integers in, integers out, no database."""

import datetime as dt
import re
import statistics
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from core.ratios import WHOLE_BP
from disbursements.refusals import InvalidInvoiceNumber


def normal_invoice_number(text: str) -> str:
    """
    Return the approval number of an e-tax invoice in its normal form: 24 capital letters and digits.

    :raises InvalidInvoiceNumber: if it has another length or other characters.
    """
    number = re.sub(r"[\s\-–—]", "", unicodedata.normalize("NFKC", text)).upper()
    if not re.fullmatch(r"[0-9A-Z]{24}", number):
        raise InvalidInvoiceNumber(field="invoice_number")
    return number


def subsidised_part(*, supply_won: int, awarded_won: int, eligible_won: int, left_won: int) -> int:
    """
    Return what the grant pays of an invoice, in won: the grant's share of the cost, rounded down once.

    The share is award / eligible cost, so that subsidy and self-burden are spent side by side (Decree, art. 7
    and 10-8: paid on evidence, for the costs of the decision); never more than what is left of the award
    (Act, art. 27: the settlement is held against the award).
    """
    return max(0, min(supply_won * awarded_won // eligible_won, left_won)) if eligible_won > 0 else 0


def duty_of(*, paid_won: int, ratio_bp: int) -> int:
    """
    Return what a firm owes its suppliers for a payment it received, in won, rounded down once.

    The ratio, in basis points, is the programme's (chain support model: the government says an amount equal
    to what tier 1 received, so 10000 by default).
    """
    return paid_won * ratio_bp // WHOLE_BP


def split_contribution(*, amount_won: int, open_won: int) -> tuple[int, int]:
    """Return (part that meets the open duty, voluntary rest) of a confirmed contribution, in won."""
    met = min(amount_won, open_won)
    return met, amount_won - met


@dataclass(frozen=True)
class Duty:
    """What one confirmed payment obliges to pass on, in won: owed, done so far, until when."""

    payment_id: int
    label: str
    owed_won: int
    due_on: dt.date
    done_won: int = 0

    @property
    def open_won(self) -> int:
        """What is still to be passed on."""
        return self.owed_won - self.done_won


def allot(duties: Iterable[Duty], done_won: int) -> list[Duty]:
    """Return the duties with `done_won` put against them, the earliest due day first."""
    rows = []
    for duty in sorted(duties, key=lambda d: (d.due_on, d.payment_id)):
        part = min(duty.owed_won, done_won)
        done_won -= part
        rows.append(Duty(duty.payment_id, duty.label, duty.owed_won, duty.due_on, part))
    return rows


@dataclass(frozen=True)
class Verdict:
    """What an officer found of one line: that its evidence bears what is asked, or why it doesn't."""

    is_accepted: bool
    reason: str = ""


def minor_limit(*, decided_won: int, share_bp: int) -> int:
    """
    Return by how much a budget item may move and the change still be minor, in won, rounded down once.

    It is counted from what the office last decided, so that small steps add up (Act on the Management of
    Subsidies, art. 23: changes need approval unless they are minor).
    """
    return decided_won * share_bp // WHOLE_BP


def lowered_support(*, standing_won: int, before_won: int, after_won: int) -> int:
    """
    Return what stands of a support once its costs are others, in won, rounded down once; never more.

    `before_won` and `after_won` are what the rules give for the costs before and after, in the same
    surroundings: where they give less than before, as much less of it stands, so that the share that was
    decided never rises (decree, art. 7: the amount belongs to its costs).
    """
    return standing_won if after_won >= before_won else standing_won * after_won // before_won


def spread_use(gifts: Iterable[tuple[int, int]], spent_won: int) -> dict[int, int]:
    """
    Return what of each pledge was used, in won, where a firm spent so much of several gifts.

    `gifts` are (pledge, won kept of the gift), the first one first; money is spent in the order in which it
    came, so that the parts come to exactly what was spent.
    """
    used: dict[int, int] = {}
    for pledge, kept in gifts:
        part = min(kept, spent_won)
        spent_won -= part
        used[pledge] = used.get(pledge, 0) + part
    return used


@dataclass(frozen=True)
class Punctuality:
    """How promptly money was passed on, whole won: in time, late, and not yet due; and the median of days."""

    in_time_won: int = 0
    late_won: int = 0
    open_won: int = 0
    median_days: int | None = None

    @property
    def share_bp(self) -> int | None:
        """What of all that was due went on in time, in basis points rounded down; None before any was."""
        due = self.in_time_won + self.late_won
        return self.in_time_won * WHOLE_BP // due if due else None


@dataclass(frozen=True)
class ToPassOn:
    """Money that came on one day and is to be passed on until another, won."""

    came_on: dt.date
    due_on: dt.date
    won: int


#: what is owed, and what was passed on of it: (day, won), confirmed
Owed = tuple[Iterable[ToPassOn], Iterable[tuple[dt.date, int]]]


def punctuality(groups: Iterable[Owed], on: dt.date) -> Punctuality:
    """
    Return how promptly what was owed was passed on by a day.

    Within a group, what was passed on meets what was owed in the order in which it falls due. What is passed
    on until the due day, that day included, is in time; what is open after it is late. The median is over the
    parts passed on, of the days since their money came, rounded down.
    """
    in_time = late = still = 0
    days: list[int] = []
    for owed, passed in groups:
        waiting = sorted(owed, key=lambda d: (d.due_on, d.came_on))
        left = [duty.won for duty in waiting]
        for paid_on, won in sorted(passed):
            for n, duty in enumerate(waiting):
                part = min(left[n], won)
                left[n], won = left[n] - part, won - part
                days += [max(0, (paid_on - duty.came_on).days)] * bool(part)
                in_time += part * (paid_on <= duty.due_on)
                late += part * (paid_on > duty.due_on)
        late += sum(won for duty, won in zip(waiting, left, strict=True) if duty.due_on < on)
        still += sum(won for duty, won in zip(waiting, left, strict=True) if duty.due_on >= on)
    return Punctuality(in_time, late, still, int(statistics.median(days)) if days else None)
