"""What waits for a person, the figures that fit their role, and what they can begin."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Application, Kind
from applications.permissions import AWARD
from applications.workflow import Status
from core.inbox.models import Item
from core.inbox.queries import stood_in_for
from core.ledger.models import Account
from core.ui.formats import tonnes
from core.ui.templatetags.ui import won, won_words
from core.users.scopes import ScopeKind
from core.workflow import clock
from disbursements.models import Grant, PaymentRequest
from disbursements.permissions import RELEASE_PAYMENT
from disbursements.queries import node_figures
from disbursements.workflow import PaymentStatus
from firms.models import Firm
from firms.permissions import may_register_firm
from programs.models import Call, Consortium, Member, MemberRole, MemberStatus, Program
from programs.permissions import REGISTER_CONSORTIUM, VIEW_CASES
from reporting.claims.queries import claimed_by_lot
from reporting.dashboards import chain
from reporting.dashboards.queries import programs
from reporting.dashboards.queries.chain import own_firms, whole_tree
from reporting.statements.models import Statement
from reporting.statements.permissions import VERIFY

MOST_SHOWN = 50


@dataclass(frozen=True)
class Shown:
    """A figure of the home page."""

    label: Any
    value: str
    href: str = ""
    hint: Any = ""
    tone: str = ""


@dataclass(frozen=True)
class Start:
    """Something a person can begin: what, where, and what it is for."""

    label: Any
    href: str
    hint: Any


def number_waiting(user: Any) -> int:
    """Return how many things wait for the person, or for somebody they stand in for; notices aside."""
    own = Item.objects.open().visible_to(user).filter(is_notice=False).count()
    return own + len(stood_in_for(user, clock.now()))


def notices(user: Any) -> list[Item]:
    """Return what the person has to read, the newest first."""
    news = Item.objects.open().visible_to(user).filter(is_notice=True).select_related("overdue_item")
    return list(news.order_by("-pk")[:MOST_SHOWN])


def office_programs(user: Any, at: dt.datetime) -> list[Program]:
    """Return the programmes whose cases the person reads for an office; real ones first."""
    scopes = user.scopes(VIEW_CASES, clock.day(at))
    found = Program.objects.all()
    if not scopes.everything:
        offices = scopes.of(ScopeKind.OFFICE)
        found = found.filter(
            Q(pk__in=scopes.of(ScopeKind.PROGRAM)) | Q(office__in=offices) | Q(agency__in=offices)
        )
    return list(found)


def program_figures(program: Program) -> list[Shown]:
    """Return the figures of one programme for its officers and auditors, each leading to its accounts."""
    budget = programs.budget(program)
    verified = programs.verified_kg(program)

    def leads(state: str) -> str:
        return reverse("dashboards:budget", args=[program.public_id, state])

    return [
        Shown(_("Available"), won_words(budget.available), leads("available"), won(budget.available)),
        Shown(
            programs.state_label("awarded"), won_words(budget.awarded), leads("awarded"), won(budget.awarded)
        ),
        Shown(programs.state_label("paid"), won_words(budget.paid), leads("paid"), won(budget.paid)),
        Shown(
            _("Verified reduction"),
            tonnes(verified),
            leads("verified"),
            _("target %(target)s") % {"target": tonnes(program.target_kg)},
            "success",
        ),
    ]


def firm_figures(firm_ids: frozenset[int]) -> list[Shown]:
    """Return the figures of a person's own firms together."""
    grants = list(Grant.objects.filter(firm__in=firm_ids).select_related("application"))
    if not grants:
        return []
    figures = node_figures(grants)
    subsidies = [figures[g.pk] for g in grants if not figures[g.pk].is_gift]
    gifts = [figures[g.pk] for g in grants if figures[g.pk].is_gift]
    shown = []
    if subsidies:
        shown += [
            (_("Awarded"), sum(f.awarded for f in subsidies), ""),
            (_("Received"), sum(f.received for f in subsidies), ""),
        ]
        still = sum(f.duty_open for f in subsidies)
        shown.append((_("Still to pass on"), still, "warning" if still else ""))
    if gifts:
        shown.append((_("Contributions received"), sum(f.gift_received for f in gifts), ""))
    href = grants[0].get_absolute_url() if len(grants) == 1 else reverse("disbursements:grants")
    found = [Shown(label, won_words(amount), href, won(amount), tone) for label, amount, tone in shown]
    verified = _verified_kg(firm_ids)
    return [
        *found,
        Shown(_("Verified reduction"), tonnes(verified), reverse("statements:list"), "", "success"),
    ]


def _verified_kg(firm_ids: frozenset[int]) -> int:
    lots = Statement.objects.filter(firm__in=firm_ids).values("pk")
    shares = Account.objects.filter(owner_kind="lot", owner_id__in=lots, code__startswith="share:")
    sums = shares.aggregate(into=Sum("total_in"), out=Sum("total_out"))
    claimed = sum(claimed_by_lot(lots.values_list("pk", flat=True)).values())
    return (sums["into"] or 0) - (sums["out"] or 0) + claimed


def verifier_figures(user: Any, at: dt.datetime) -> list[Shown]:
    """Return how many statements wait for a verifier, and what they have signed."""
    if not user.scopes(VERIFY, clock.day(at)):
        return []
    mine = Statement.objects.filter(verifier=user)
    signed = (
        mine.filter(status="VERIFIED").aggregate(total=Sum(F("reduction_kg") - F("deducted_kg")))["total"]
        or 0
    )
    href = reverse("statements:list")
    return [
        Shown(_("Statements to verify"), str(mine.filter(status="ASSIGNED").count()), href),
        Shown(_("Signed by you"), tonnes(signed), href, "", "success"),
    ]


def approver_figures(user: Any, at: dt.datetime) -> list[Shown]:
    """Return how much waits for an approving officer: awards to decide, payments to approve."""
    if not user.scopes(AWARD, clock.day(at)):
        return []
    awards = Application.objects.visible_to(user).filter(status=Status.ASSESSED)
    payments = PaymentRequest.objects.visible_to(user).filter(status=PaymentStatus.CHECKED)
    asked = awards.order_by().aggregate(won=Sum("asked_won"), number=Count("pk"))
    checked = payments.order_by().aggregate(won=Sum("payable_won"), number=Count("pk"))
    return [
        _of_cases(_("Awards to decide"), asked, reverse("applications:list") + "?status=ASSESSED"),
        _of_cases(_("Payments to approve"), checked, reverse("disbursements:payments") + "?status=CHECKED"),
    ]


def payer_figures(user: Any, at: dt.datetime) -> list[Shown]:
    """Return how much waits for a paying officer: payments to release."""
    if not user.scopes(RELEASE_PAYMENT, clock.day(at)):
        return []
    payments = PaymentRequest.objects.visible_to(user).filter(status=PaymentStatus.APPROVED)
    approved = payments.order_by().aggregate(won=Sum("payable_won"), number=Count("pk"))
    href = reverse("disbursements:payments") + "?status=APPROVED"
    return [_of_cases(_("Payments to release"), approved, href)]


def _of_cases(label: Any, sums: dict[str, Any], href: str) -> Shown:
    number, amount = sums["number"], sums["won"] or 0
    words = ngettext("%(number)d case", "%(number)d cases", number) % {"number": number}
    return Shown(label, words, href, won(amount), "primary" if number else "")


def anchor_figures(user: Any, at: dt.datetime) -> list[tuple[Consortium, list[Shown]]]:
    """Return the figures of the consortia that the person's firm leads, each won once."""
    led = Consortium.objects.filter(anchor__in=own_firms(user, at)).select_related("program", "anchor")
    return [(consortium, _chain_figures(consortium)) for consortium in led]


def _chain_figures(consortium: Consortium) -> list[Shown]:
    top = whole_tree(consortium)
    href = reverse("dashboards:chain", args=[consortium.public_id])
    shown = [
        Shown(head.label, won_words(head.won), href, won(head.won), head.tone) for head in chain.heads(top)
    ]
    kilograms = chain.kilograms(top)
    return [*shown, Shown(_("Verified reduction"), tonnes(kilograms), href, "", "success")]


def roles_in_words(user: Any, at: dt.datetime) -> list[str]:
    """Return the person's roles today, each once, as people call them."""
    held = user.assignments_on(clock.day(at))
    return list(dict.fromkeys(str(assignment.get_role_display()) for assignment in held))


def open_calls(user: Any, at: dt.datetime) -> list[Call]:
    """Return the calls that take plans or applications now."""
    calls = Call.objects.filter(program__in=Program.objects.visible_to(user), opens_at__lte=at)
    return list(
        calls.filter(applications_close_at__gt=at)
        .select_related("program")
        .order_by("program__is_practice", "pk")
    )


def starts(user: Any, at: dt.datetime) -> list[Start]:
    """Return what a firm's person can begin now."""
    ids = own_firms(user, at)
    if not ids:
        if not may_register_firm(user, at=at):
            return []
        hint = _("With its business registration number. Then you can form or join a consortium.")
        return [Start(_("Register your firm"), reverse("firms:register"), hint)]
    places = list(
        Member.objects.filter(firm__in=ids, status=MemberStatus.JOINED).select_related(
            "firm", "consortium__call__program", "consortium__anchor"
        )
    )
    cases = list(Application.objects.filter(consortium__in=[place.consortium_id for place in places]))
    begun = [start for place in places for start in _of_place(place, cases, at)]
    uncertified = _certificates(ids, at)
    return [*uncertified, *begun, *([] if uncertified else _consortia(user, ids, at))]


def _certificates(ids: frozenset[int], at: dt.datetime) -> list[Start]:
    """Ask for the size certificate of each firm that has none valid today: nothing can begin without."""
    lacking = Firm.objects.filter(pk__in=ids).exclude(certificates__valid_until__gte=clock.day(at))
    label = _("Add a size certificate")
    return [
        Start(label, reverse("firms:certificate_add", args=[firm.public_id]), firm.name)
        for firm in lacking.order_by("pk")
    ]


def _of_place(place: Member, cases: list[Application], at: dt.datetime) -> list[Start]:
    """Return what a member can begin in its consortium: the plan, or an application."""
    consortium = place.consortium
    alive = [
        c
        for c in cases
        if c.consortium_id == consortium.pk and c.status not in (Status.REFUSED, Status.WITHDRAWN)
    ]
    plans = [case for case in alive if case.kind == Kind.PLAN]
    if place.role == MemberRole.ANCHOR:
        if plans or consortium.call.plans_close_at <= at:
            return []
        href = reverse("applications:plan_draft", args=[consortium.public_id])
        return [Start(_("Write the consortium's plan"), href, str(consortium))]
    has_own = any(case.firm_id == place.firm_id and case.kind == Kind.GRANT for case in alive)
    is_open = (
        any(plan.status == Status.SELECTED for plan in plans) and consortium.call.applications_close_at > at
    )
    if place.tier != 1 or has_own or not is_open:
        return []
    href = reverse("applications:draft", args=[consortium.public_id])
    return [Start(_("Apply for support"), href, f"{place.firm} · {consortium}")]


def _consortia(user: Any, ids: frozenset[int], at: dt.datetime) -> list[Start]:
    """Offer a consortium for each open call in which none of the person's firms has a place yet."""
    if not user.scopes(REGISTER_CONSORTIUM, clock.day(at)).of(ScopeKind.FIRM):
        return []
    taken = set(
        Member.objects.filter(firm__in=ids)
        .exclude(status__in=[MemberStatus.DECLINED, MemberStatus.LEFT])
        .values_list("consortium__call_id", flat=True)
    )
    return [
        Start(
            _("Register a consortium"),
            reverse("programs:consortium_register", args=[call.public_id]),
            f"{call.program} · {call.name}",
        )
        for call in open_calls(user, at)
        if call.pk not in taken and call.plans_close_at > at
    ]


def own(user: Any, at: dt.datetime) -> tuple[list[Firm], list[Consortium]]:
    """Return the person's firms and the consortia in which they have a place."""
    ids = own_firms(user, at)
    if not ids:
        return [], []
    firms = list(Firm.objects.filter(pk__in=ids))
    consortia = Consortium.objects.filter(members__firm__in=ids, members__status=MemberStatus.JOINED)
    return firms, list(consortia.select_related("program", "anchor").distinct())
