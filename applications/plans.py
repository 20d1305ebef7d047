"""
The sections of a consortium's plan: what its support model asks for, what is missing, what is agreed.

Which sections a plan has follows from the flags of its support model alone, never from which model it is.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from applications.gaps import Gap
from applications.models import Application, Kind, PlannedPassOn, SurplusTerms
from applications.workflow import Status
from core.ui.formats import tonnes
from core.ui.templatetags.ui import won
from core.workflow import clock
from programs.agreements import state_of
from programs.models import (
    PARTNER_ROLES,
    AttributionShare,
    Consortium,
    Direction,
    Member,
    MemberRole,
    SharesStatus,
    SupplyLink,
    SupportModel,
)

#: a plan that stands before the office or was selected
STANDING = (Status.SUBMITTED, Status.RETURNED, Status.SELECTED)


def section_keys(model: SupportModel) -> tuple[str, ...]:
    """Return the sections that a plan under this support model has, by the model's flags."""
    flags = {
        "chain": model.passes_money_on,
        "synergy": model.shares_reductions,
        "performance": model.promises_surplus,
        "downstream": model.links_products,
    }
    return tuple(key for key, has in flags.items() if has)


@dataclass
class PlanFacts:
    """What the sections of a plan rest on, read once: members, links, and what each section says."""

    plan: Application
    members: list[Member]
    links: list[SupplyLink]
    pass_ons: list[PlannedPassOn]
    shares: list[AttributionShare]
    surplus: SurplusTerms | None
    by_id: dict[int, Member] = field(init=False)

    def __post_init__(self) -> None:
        self.by_id = {member.pk: member for member in self.members}

    @property
    def consortium(self) -> Consortium:
        """Whose plan it is."""
        return self.plan.consortium

    @property
    def model(self) -> SupportModel:
        """Its support model."""
        return self.consortium.support_model

    @property
    def partners(self) -> list[Member]:
        """The partners the plan names."""
        return [member for member in self.members if member.role in PARTNER_ROLES]

    def below(self, member: Member) -> list[Member]:
        """Return the partners that stand directly under the member."""
        return [partner for partner in self.partners if partner.upstream_id == member.pk]


def facts_of(plan: Application, on: dt.date) -> PlanFacts:
    """Return what the plan's sections rest on, on that day."""
    consortium = plan.consortium
    links = consortium.supply_links.filter(ended_on__isnull=True)
    return PlanFacts(
        plan=plan,
        members=list(
            Member.objects.present()
            .filter(consortium=consortium)
            .select_related("firm", "upstream__firm")
            .order_by("tier", "pk")
        ),
        links=list(links.select_related("supplier__firm", "buyer__firm")),
        pass_ons=list(plan.planned_pass_ons.select_related("payer__firm", "receiver__firm")),
        shares=list(shares_in_force(consortium, on)),
        surplus=SurplusTerms.objects.filter(application=plan).select_related("owner").first(),
    )


def shares_in_force(consortium: Consortium, on: dt.date) -> QuerySet[AttributionShare]:
    """Return the consortium's agreed shares that have not ended by that day."""
    return AttributionShare.objects.filter(
        Q(agreement__valid_until__isnull=True) | Q(agreement__valid_until__gte=on),
        consortium=consortium,
        agreement__status=SharesStatus.AGREED,
    ).select_related("agreement__firm")


def plan_gaps(plan: Application, at: dt.datetime) -> list[Gap]:
    """
    Return what a consortium's plan still needs, each with what to do about it.

    Partners and their supply links, one plan for each firm, the sections of the support model, and last the
    agreement signed by every joined member, which rests on all of that.
    """
    facts = facts_of(plan, clock.day(at))
    found = [] if facts.partners else [Gap("partners", _("Invite at least one partner firm."))]
    if not facts.model.links_products:  # that section asks for more than any link
        found += [Gap("links", text) for text in _unlinked(facts)]
    found += [Gap("partners", text) for text in _in_two_plans(facts)]
    for key in section_keys(facts.model):
        found += [Gap(key, text) for text in _SECTION_GAPS[key](facts)]
    return found + [Gap("agreement", text) for text in _unsigned(plan.consortium)]


def _unlinked(facts: PlanFacts) -> Iterable[str]:
    """Name the partners that no supply link connects with anybody."""
    linked = {end for link in facts.links for end in (link.supplier_id, link.buyer_id)}
    for partner in facts.partners:
        if partner.pk not in linked:
            yield _("Say what %(firm)s delivers or buys: add its supply link on the consortium's page.") % {
                "firm": partner.firm.name
            }


def _in_two_plans(facts: PlanFacts) -> Iterable[str]:
    """Name the partners that stand in another plan of the call without agreed shares."""
    elsewhere = (
        Member.objects.present()
        .filter(
            role__in=PARTNER_ROLES,
            firm__in=[partner.firm_id for partner in facts.partners],
            consortium__call=facts.plan.call_id,
            consortium__applications__kind=Kind.PLAN,
            consortium__applications__status__in=STANDING,
        )
        .exclude(consortium=facts.consortium)
        .select_related("firm", "consortium")
    )
    shared = {share.agreement.firm_id for share in facts.shares}
    roles = {partner.firm_id: partner.role for partner in facts.partners}
    for other in elsewhere:
        both = roles[other.firm_id] == MemberRole.SHARED == other.role
        if both and other.firm_id in shared:
            continue
        yield _(
            "%(firm)s also stands in the plan of “%(consortium)s”. A firm stands in one plan of a call, "
            "unless it is a shared supplier of both with agreed shares: let it leave one, or agree on its "
            "shares."
        ) % {"firm": other.firm.name, "consortium": other.consortium.name}


def _chain_gaps(facts: PlanFacts) -> Iterable[str]:
    """Name planned pass-ons that no chain has any more, and tier-1 firms that plan to hand nothing on."""
    for pass_on in facts.pass_ons:
        receiver = facts.by_id.get(pass_on.receiver_id)
        if receiver is None or receiver.upstream_id != pass_on.payer_id:
            yield _(
                "%(receiver)s no longer stands under %(payer)s: take out what is planned between them."
            ) % {
                "receiver": pass_on.receiver.firm.name,
                "payer": pass_on.payer.firm.name,
            }
    payers = {pass_on.payer_id for pass_on in facts.pass_ons}
    for member in facts.partners:
        if member.tier == 1 and facts.below(member) and member.pk not in payers:
            yield _("Plan how much %(firm)s hands on, and to which firm below it.") % {
                "firm": member.firm.name
            }


def _synergy_gaps(facts: PlanFacts) -> Iterable[str]:
    """Ask for a shared supplier, and for agreed shares of each."""
    shared = [partner for partner in facts.partners if partner.role == MemberRole.SHARED]
    if not shared:
        yield _("Invite at least one shared supplier.")
    agreed = {share.agreement.firm_id for share in facts.shares}
    for supplier in shared:
        if supplier.firm_id not in agreed:
            yield _("Agree with the other consortia on the shares in the reductions of %(firm)s.") % {
                "firm": supplier.firm.name
            }


def _performance_gaps(facts: PlanFacts) -> Iterable[str]:
    """Ask for the terms of the surplus."""
    if facts.surplus is None:
        yield _("Enter the promised reduction, the expected surplus, whose it is and the planned method.")
    elif facts.surplus.owner_id not in {member.firm_id for member in facts.members}:
        yield _("%(firm)s no longer belongs to the consortium: name another owner of the surplus.") % {
            "firm": facts.surplus.owner.name
        }


def _downstream_gaps(facts: PlanFacts) -> Iterable[str]:
    """Name the partners that no product with its customs code links with the firm above."""
    for partner in facts.partners:
        if not product_links(facts, partner):
            yield _(
                "Name the product with its HS/CN code that links %(firm)s with %(upstream)s: "
                "add a supply link between the two."
            ) % {
                "firm": partner.firm.name,
                "upstream": partner.upstream.firm.name if partner.upstream else "–",
            }


def product_links(facts: PlanFacts, partner: Member) -> list[SupplyLink]:
    """Return the links with a customs code between the partner and the firm above, the way goods flow."""
    pair = (partner.pk, partner.upstream_id)
    if facts.model.direction == Direction.DOWNSTREAM:
        pair = (partner.upstream_id, partner.pk)  # type: ignore[assignment]
    return [link for link in facts.links if (link.supplier_id, link.buyer_id) == pair and link.hs_code]


_SECTION_GAPS: dict[str, Callable[[PlanFacts], Iterable[str]]] = {
    "chain": _chain_gaps,
    "synergy": _synergy_gaps,
    "performance": _performance_gaps,
    "downstream": _downstream_gaps,
}


def _unsigned(consortium: Consortium) -> Iterable[str]:
    """Say what the agreement still needs."""
    state = state_of(consortium)
    if state.agreement is None:
        yield _("Draw up the consortium's agreement and have every member sign it.")
    elif state.is_outdated:
        yield _(
            "The consortium changed since its agreement was drawn up: draw it up anew and have it signed."
        )
    elif state.waiting:
        firms = ", ".join(party.firm.name for party in state.waiting)
        yield _("The agreement is not signed yet by: %(firms)s.") % {"firms": firms}


def clauses_of(consortium: Consortium) -> list[str]:
    """Return what the agreement says of the plan's sections, in the language that is active."""
    plans = Application.objects.filter(consortium=consortium, kind=Kind.PLAN)
    plan = plans.exclude(status__in=[Status.REFUSED, Status.WITHDRAWN]).first()
    if plan is None:
        return []
    clauses = [
        _("%(payer)s hands %(amount)s on to %(receiver)s.")
        % {"payer": p.payer.firm.name, "amount": won(p.amount_won), "receiver": p.receiver.firm.name}
        for p in plan.planned_pass_ons.select_related("payer__firm", "receiver__firm")
    ]
    surplus = SurplusTerms.objects.filter(application=plan).select_related("owner").first()
    if surplus:
        clauses.append(
            _(
                "%(promised)s a year are promised to the programme. What is verified above it, expected to "
                "be %(surplus)s a year, belongs to %(owner)s (planned method: %(method)s)."
            )
            % {
                "promised": tonnes(surplus.promised_kg),
                "surplus": tonnes(surplus.expected_surplus_kg),
                "owner": surplus.owner.name,
                "method": surplus.method,
            }
        )
    return clauses
