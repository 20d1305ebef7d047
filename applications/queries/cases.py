"""Reading plans and applications."""

import datetime as dt
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from applications.answers import sheet_of
from applications.corrections import correction_gaps
from applications.costs import cost_items_of
from applications.documents import missing_papers
from applications.eligibility.facts import CertificateFacts, ExclusionFacts
from applications.eligibility.outcomes import Moment, Occasion, Outcome
from applications.eligibility.rulebook import BY_CODE
from applications.gaps import Gap
from applications.models import (
    Application,
    Assessment,
    Kind,
    Objection,
    ObjectionStatus,
    Receipt,
)
from applications.permissions import DRAFT
from applications.plans import plan_gaps
from applications.workflow import UNDECIDED, Status
from core.ledger.operations import Owner
from core.ledger.queries import balance
from core.users.models import RoleAssignment, User
from core.users.scopes import ScopeKind, role_table
from core.workflow import clock
from core.workflow.reading import once
from firms.models import Firm, SizeCertificate
from firms.queries import size_of
from programs.models import PARTNER_ROLES, Call, Consortium, GrantKind, Member, Step


@once
def live_plan(consortium: Consortium) -> Application | None:
    """Return the consortium's plan that was neither refused nor withdrawn, if there is one."""
    plans = Application.objects.filter(consortium=consortium, kind=Kind.PLAN)
    return plans.exclude(status__in=[Status.REFUSED, Status.WITHDRAWN]).first()


@once
def has_selected_plan(consortium: Consortium) -> bool:
    """Say whether the consortium's plan was selected."""
    return Application.objects.filter(consortium=consortium, kind=Kind.PLAN, status=Status.SELECTED).exists()


@once
def gaps(application: Application, at: dt.datetime) -> list[Gap]:
    """
    Return what the draft still needs before it can be submitted, in the order in which it is entered.

    A plan: purpose, dates, and what `plan_gaps` finds. An application: purpose, dates, answers to the call's
    own questions, a cost item and a size certificate valid on the day (Decree on the Management of Subsidies,
    art. 7), and what the programme demands.
    """
    found = correction_gaps(application, at)
    if not application.purpose.strip():
        found.append(Gap("basics", _("Describe the purpose and expected effect.")))
    if application.starts_on is None or application.ends_on is None:
        found.append(Gap("basics", _("Enter the start and the end of the undertaking.")))
    if application.is_plan:
        return found + plan_gaps(application, at)
    found += [Gap("questions", problem.message) for problem in sheet_of(application).problems]
    found += _cost_gaps(application)
    rule = BY_CODE["size_certificate"]
    answer = rule.judge(certificate_facts(application, at), Occasion(Moment.SUBMISSION, at))
    if answer.outcome == Outcome.BLOCKED:
        found.append(Gap("certificate", rule.mend(answer)))
    return found + _gaps_by_programme(application, at)


def _cost_gaps(application: Application) -> list[Gap]:
    """Return what is missing of the costs: an item, the reason for one of several quotes."""
    items = cost_items_of(application)
    if not items:
        return [Gap("costs", _("Add at least one cost item with its quote."))]
    words = _("Say why you chose this quote for “%(item)s”.")
    return [Gap("costs", words % {"item": item.name}) for item in items if item.lacks_reason]


def _gaps_by_programme(application: Application, at: dt.datetime) -> list[Gap]:
    """Return what the programme demands beyond that: firms it may support, the papers it asks for."""
    found = []
    rule, facts, occasion = (
        BY_CODE["exclusion"],
        exclusion_facts(application),
        Occasion(Moment.SUBMISSION, at),
    )
    if rule.judge(facts, occasion).outcome == Outcome.BLOCKED:
        found.append(Gap("firm", str(rule.refused(facts, occasion))))
    for required in missing_papers(application, Step.APPLICATION, at):
        text = _("Hand in “%(document)s”.") % {"document": required.name}
        found.append(Gap("documents", text))
    return found


def partners_of(consortium: Consortium) -> QuerySet[Member]:
    """Return the partners a plan names: those who joined and those who were invited."""
    partners = Member.objects.present().filter(consortium=consortium, role__in=PARTNER_ROLES)
    return partners.select_related("firm", "upstream__firm")


@once
def certificate_of(application: Application, at: dt.datetime) -> SizeCertificate | None:
    """Return the certificate the rate rests on: the frozen one, before submission the newest valid one."""
    return application.frozen_certificate or size_of(application.firm, clock.day(at))


def certificate_facts(application: Application, at: dt.datetime) -> CertificateFacts:
    """Return what the rule about the size certificate looks at: the one that counts, else the newest."""
    found = certificate_of(application, at) or application.firm.certificates.first()
    if found is None:
        return CertificateFacts("", None, is_frozen=False)
    return CertificateFacts(found.number, found.valid_until, application.frozen_certificate_id is not None)


def exclusion_facts(application: Application) -> ExclusionFacts:
    """Return what the rule about the programme's exclusions looks at."""
    firm = application.firm
    return ExclusionFacts(firm.name, application.excludes_trading_scheme, firm.is_in_trading_scheme)


def suppliers_of(parent: Application) -> QuerySet[Firm]:
    """Return the partners that stand directly below this case's firm in its consortium, having joined."""
    linked = Member.objects.joined().filter(
        consortium=parent.consortium_id, upstream__firm=parent.firm_id, role__in=PARTNER_ROLES
    )
    return Firm.objects.filter(pk__in=linked.values("firm"))


def proposed_below(parent: Application) -> int:
    """Return what the case's firm has proposed to hand on and nobody has decided yet, won."""
    proposed = [Status.DRAFTED, *UNDECIDED]
    found = parent.children.filter(grant_kind=GrantKind.INDIRECT, status__in=proposed)
    return found.aggregate(sum=Sum("proposed_won"))["sum"] or 0


def unanswered_proposals(parent: Application) -> QuerySet[Application]:
    """Return what was proposed to hand on and the firm below has not submitted yet."""
    found = parent.children.filter(grant_kind=GrantKind.INDIRECT, status=Status.DRAFTED)
    return found.select_related("firm").order_by("pk")


def awards_below(application: Application) -> list[Application]:
    """Return the awards of subsidy at any depth below a case that wait for their firms to accept them."""
    found, level = [], [application.pk]
    while level:
        below = list(Application.objects.subsidies().with_names().filter(parent__in=level).order_by("pk"))
        found += [case for case in below if case.status == Status.AWARDED]
        level = [case.pk for case in below]
    examined = Objection.objects.filter(application__in=found, status=ObjectionStatus.FILED)
    under_objection = set(examined.values_list("application", flat=True))
    return [case for case in found if case.pk not in under_objection]


def left_to_regrant(application: Application) -> int:
    """Return what lies ready to be granted to firms below, won."""
    return balance(application.owner, "regrant")


def left_for(application: Application) -> int:
    """Return what may still be awarded where the case's money comes from: parent's regrant or call, won."""
    return left_to_regrant(application.parent) if application.parent else left_in_call(application.call)


def has_firms_below(application: Application) -> bool:
    """Say whether a joined member stands directly below the case's firm in its consortium."""
    return suppliers_of(application).exists()


def left_in_call(call: Call) -> int:
    """Return what may still be awarded from the call's budget, won."""
    return balance(Owner("call", call.pk), "available")


def last_assessment(application: Application) -> Assessment | None:
    """Return what the assessing officer found last."""
    return application.assessments.select_related("by").order_by("pk").last()


def last_change(record: Any) -> tuple[str, dt.datetime | None]:
    """Return who changed a record last, and when, as its history has it; nothing where it has none."""
    model = type(record)
    history = apps.get_model(model._meta.app_label, f"{model.__name__}Event").objects
    last = history.filter(pgh_obj_id=record.pk).select_related("pgh_context").order_by("-pgh_id").first()
    if last is None:
        return "–", None
    by: int | None = (last.pgh_context.metadata if last.pgh_context else {}).get("by")
    who = User.objects.filter(pk=by).first() if by else None
    return str(who or "–"), last.pgh_created_at


def standing_receipt(application: Application) -> Receipt | None:
    """Return the receipt of a case that is with the office now, or None."""
    is_with_office = Application.objects.exclude(
        status__in=[Status.DRAFTED, Status.RETURNED, Status.WITHDRAWN]
    )
    if not is_with_office.filter(pk=application.pk).exists():
        return None
    return application.receipts.select_related("received_by").order_by("pk").last()


def colleagues(application: Application, without: Any, at: dt.datetime) -> QuerySet[User]:
    """Return the people who write for the case's firm on the day, but for one."""
    today = clock.day(at)
    roles = [role for role, held in role_table().items() if DRAFT in held]
    assigned = RoleAssignment.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today),
        scope_kind=ScopeKind.FIRM,
        scope_id=application.applicant_id or application.firm_id,
        role__in=roles,
        valid_from__lte=today,
    )
    people = User.objects.filter(pk__in=assigned.values("user"), is_active=True)
    return people.exclude(pk=without.pk).order_by("name", "pk")


def applying_firms(user: Any, consortium: Consortium, at: dt.datetime) -> list[Firm]:
    """Return the joined tier-1 partners for which this person drafts, those without an application first."""
    own = user.scopes(DRAFT, clock.day(at)).of(ScopeKind.FIRM)
    partners = Member.objects.applying().filter(consortium=consortium, firm__in=own).select_related("firm")
    busy = set(
        Application.objects.filter(consortium=consortium, kind=Kind.GRANT).values_list("firm_id", flat=True)
    )
    return sorted((member.firm for member in partners), key=lambda firm: (firm.pk in busy, firm.pk))
