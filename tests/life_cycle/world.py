"""Random trees of firms under both kinds of chain, and everybody who acts on them."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import ClassVar

from core.users.models import User
from disbursements import operations
from disbursements.bank.layouts import DEFAULT_ANSWER_COLUMNS, DEFAULT_COLUMNS
from firms.models import Firm
from measurement.loader import load_factors
from programs.models import Call, Consortium, Member, PaymentStage, Program
from tests.factories import cases, people, programmes

#: all months of the year are over but December: readings, statements and payments have room; the undertakings
#: ended on the first of it, so that they can be settled
PLAYED_AT = dt.datetime(2026, 12, 10, 9, 0, tzinfo=people.SEOUL)
LAST_YEAR = 2025
PAYER_NUMBER = "30100000260101"
#: shape of a tree: under each member so many, tier by tier
WIDEST, DEEPEST = 3, 4


@dataclass
class World:
    """What the moves act on; ids of firms lead to the person who represents each."""

    program: Program
    call: Call
    #: of the programme of last year, whose books wait to be closed
    last_call: Call
    consortia: list[Consortium]
    officer: User
    #: another officer, who inspects
    colleague: User
    approver: User
    payer: User
    verifier: User
    #: an official of the agency who acts for others
    stand_in: User
    lead: User
    #: of every world so far: what one play began, the next may go on with
    people: ClassVar[dict[int, User]] = {}
    seconds: ClassVar[Iterator[int]] = itertools.count()

    @property
    def at(self) -> dt.datetime:
        """The moment of a move: no two are the same."""
        return PLAYED_AT + dt.timedelta(seconds=next(self.seconds))

    @property
    def today(self) -> dt.date:
        """The day on which the moves are made."""
        return PLAYED_AT.date()

    def of(self, firm_id: int) -> User:
        """Return who represents the firm."""
        return self.people[firm_id]


def build(rng: Random) -> World:
    """Make a programme with one consortium of each kind of chain, each a random tree of at least two tiers."""
    office = people.OfficeFactory()
    program = programmes.ProgramFactory(office=office)
    programmes.add_rules(program)
    programmes.add_numbers(program)
    programmes.TechnologyFactory(program=program)
    call = programmes.fund(programmes.CallFactory(program=program, budget_won=60_000_000_000), 60_000_000_000)
    load_factors(by=None, at=people.MOMENT)
    world = World(
        program,
        call,
        _last_year(program),
        [],
        officer=people.with_role("OFFICER"),
        colleague=people.with_role("OFFICER"),
        approver=people.with_role("APPROVING_OFFICER"),
        payer=people.with_role("PAYING_OFFICER"),
        verifier=people.with_role("VERIFIER"),
        stand_in=people.with_role("AGENCY_OFFICER"),
        lead=people.with_role("OFFICE_LEAD"),
    )
    _open_account(world)
    _stages(program)
    for kind in ("CONTRIBUTION", "INDIRECT"):
        anchor = _firm(world, "LARGE")
        consortium = programmes.ConsortiumFactory(
            call=call, anchor=anchor, pass_through_kind=kind, registered_by=world.of(anchor.pk)
        )
        _grow(world, consortium, programmes.join(consortium, anchor), rng)
        cases.plan(consortium, world.of(anchor.pk), "SUBMITTED", "SELECTED")
        world.consortia.append(consortium)
    return world


def _last_year(program: Program) -> Call:
    """Make the programme of last year: a part of its budget was not awarded."""
    before = programmes.ProgramFactory(
        office=program.office, fiscal_year=LAST_YEAR, starts_on=dt.date(LAST_YEAR, 1, 1)
    )
    return programmes.fund(programmes.CallFactory(program=before), 1_000_000_000, dt.date(LAST_YEAR, 1, 1))


def _stages(program: Program) -> None:
    """Let firms ask for half of the award in advance; of every interim payment a tenth is held back."""
    for kind, share_bp in (("ADVANCE", 5_000), ("HOLD_BACK", 1_000)):
        PaymentStage.objects.create(
            program=program, kind=kind, share_bp=share_bp, valid_from=people.FIRST_DAY, source_ko="시험 자료",
            source_en="Test data",
        )  # fmt: skip


def _open_account(world: World) -> None:
    operations.set_bank_profile(
        program=world.program, payer_name="시험부", bank_code="011", number=PAYER_NUMBER,
        columns=DEFAULT_COLUMNS, answer_columns=DEFAULT_ANSWER_COLUMNS, separator=",", encoding="cp949",
        by=world.officer, at=people.MOMENT,
    )  # fmt: skip


def _firm(world: World, size_class: str = "SME") -> Firm:
    firm = people.FirmFactory()
    people.certify(firm, size_class)
    world.people[firm.pk] = people.person_of(firm)
    return firm


def _grow(world: World, consortium: Consortium, above: Member, rng: Random) -> None:
    """Let one to three firms join under a member, fewer the deeper it stands; the first branch goes to the end."""
    least = 2 if above.tier == 0 else 1
    if above.tier >= DEEPEST or (above.tier > 1 and rng.random() < 0.3):
        return
    for _ in range(rng.randint(least, max(least, WIDEST - above.tier))):
        _grow(world, consortium, programmes.join(consortium, _firm(world), above), rng)
