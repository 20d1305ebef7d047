"""What a firm reads of its own, field by field. Money in whole won, tonnes in whole kilograms of CO2e."""

import datetime as dt
from typing import Annotated

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field

Id = Annotated[
    str, Field(pattern=r"^[0-9a-z]{16}$", description=_("Id, the same as in the pages' addresses"))
]
Won = Annotated[int, Field(description=_("Whole won"))]
Kg = Annotated[int, Field(description=_("Whole kilograms of CO2e"))]
Day = Annotated[dt.date | None, Field(description=_("Calendar day in Seoul"))]
Moment = Annotated[dt.datetime | None, Field(description=_("Moment with its offset"))]


class FirmOut(Schema):
    """The firm that the token is of, and the token."""

    id: Id
    name: str
    business_number: str = Field(description=_("Ten digits without hyphens"))
    token_name: str
    token_expires_on: dt.date = Field(description=_("Last day on which the token works"))


class MembershipOut(Schema):
    """The firm's place in a consortium."""

    id: Id
    consortium: Id
    consortium_name: str
    program: Id
    program_name: str
    call: Id
    anchor_name: str
    role: str
    tier: int = Field(description=_("0 the anchor, 1 its direct partners, and so on"))
    status: str


class ApplicationOut(Schema):
    """A plan or an application for support."""

    id: Id
    kind: str = Field(description=_("PLAN or GRANT"))
    grant_kind: str = Field(description=_("SUBSIDY, INDIRECT or CONTRIBUTION; empty for a plan"))
    title: str
    call: Id
    consortium: Id
    status: str
    starts_on: Day
    ends_on: Day
    submitted_at: Moment
    asked_won: Won | None
    awarded_won: Won | None
    regrant_won: Won = Field(description=_("Awarded to hand on, whole won"))
    expected_kg: Kg | None = Field(description=_("Expected reduction a year, whole kilograms of CO2e"))


class MoneyOut(Schema):
    """
    The money of a grant, whole won, subsidy and contributions apart.

    received = held + conduit + spent + regranted + regrant_in_transit + returned + under_recovery +
    written_off. gift_received = gift_held + gift_spent + gift_handed_on + gift_handing_on + gift_returned.
    """

    awarded_won: Won
    reduced_won: Won = Field(description=_("Taken back from the award before it was paid"))
    committed_won: Won = Field(description=_("Awarded and not paid yet"))
    paying_won: Won = Field(description=_("At the bank"))
    paid_won: Won = Field(description=_("Of the award, paid"))
    received_won: Won = Field(description=_("All the subsidy that came in, also what is to be handed on"))
    net_won: Won = Field(description=_("Received less what was handed on: counts every won once"))
    held_won: Won = Field(description=_("Received and not spent yet"))
    conduit_won: Won = Field(description=_("Received for firms below and not handed on yet"))
    spent_won: Won
    regrant_won: Won = Field(description=_("Subsidy that can still be granted to firms below"))
    regranted_won: Won = Field(description=_("Subsidy that firms below confirmed"))
    regrant_in_transit_won: Won = Field(description=_("Subsidy handed on and not confirmed yet"))
    returned_won: Won
    under_recovery_won: Won
    written_off_won: Won
    passed_on_won: Won = Field(description=_("Contributions given to firms below and confirmed"))
    in_transit_won: Won = Field(description=_("Contributions given and not confirmed yet"))
    duty_open_won: Won = Field(description=_("Contributions that are still owed"))
    duty_done_won: Won
    gift_received_won: Won = Field(description=_("Contributions received"))
    gift_held_won: Won
    gift_spent_won: Won
    gift_handed_on_won: Won
    gift_handing_on_won: Won
    gift_returned_won: Won


class GrantOut(Schema):
    """A grant that the firm holds."""

    id: Id
    application: Id
    title: str
    consortium: Id
    program: Id
    kind: str = Field(description=_("SUBSIDY, INDIRECT or CONTRIBUTION"))
    status: str
    accepted_at: dt.datetime
    money: MoneyOut


class PaymentOut(Schema):
    """What was asked for against a grant."""

    id: Id
    grant: Id
    number: int = Field(description=_("1, 2, 3 … within the grant"))
    kind: str
    status: str
    requested_won: Won
    payable_won: Won = Field(description=_("What is to be paid, whole won; 0 until it was checked"))
    covered_won: Won = Field(description=_("Of the accepted lines, what an advance had paid before"))
    kept_won: Won = Field(description=_("Of the accepted lines, what is held back"))
    submitted_at: Moment
    confirmed_at: Moment
    paid_on: Day


class PassThroughOut(Schema):
    """Money passed on from one firm to the next."""

    id: Id
    direction: str = Field(description=_("PAID by this firm or RECEIVED by it"))
    grant: Id = Field(description=_("This firm's grant"))
    payer_name: str
    receiver_name: str
    amount_won: Won
    paid_on: dt.date
    status: str


class StatementOut(Schema):
    """A statement of reductions of one measure."""

    id: Id
    measure: Id
    measure_name: str
    period_from: dt.date
    period_until: dt.date
    status: str
    reduction_kg: Kg = Field(description=_("As calculated"))
    deducted_kg: Kg = Field(description=_("What the verifier deducted"))
    signed_kg: Kg = Field(description=_("Reduction less deduction: what a signature says"))
    verified_at: Moment
    is_void: bool = Field(description=_("Whether figures under its signature changed"))


class ClaimOut(Schema):
    """A claim to verified tonnes."""

    id: Id
    consortium: Id
    program: Id
    purpose: str
    category: int | None = Field(description=_("Category of Scope 3, 1 to 15; null for other purposes"))
    year: int = Field(description=_("Calendar year in which the kilograms were reduced"))
    status: str
    claimed_kg: Kg
    held_kg: Kg = Field(description=_("What it holds now, missing kilograms included"))
    claimed_at: dt.datetime
    retired_at: Moment
