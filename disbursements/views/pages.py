"""The page of every case of money."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import DetailView

from applications.models import Application, Holder
from applications.readers import Part
from core.evidence.models import Attachment
from core.evidence.queries import serve
from core.workflow import clock
from disbursements import permissions, wording
from disbursements.announcements import PASS_THROUGH, PAYMENT
from disbursements.announcements.assets import ASSET
from disbursements.announcements.audits import AUDIT
from disbursements.announcements.inspections import FINDING, INSPECTION
from disbursements.announcements.pledges import IN_KIND, PLEDGE_GIFT
from disbursements.announcements.settlements import SETTLEMENT
from disbursements.effects import left_own
from disbursements.models import (
    Asset,
    BankAccount,
    BankStatement,
    CancelledInvoice,
    Debt,
    EntityAudit,
    Finding,
    GiftUse,
    Grant,
    InKind,
    Inspection,
    PassThrough,
    PaymentBatch,
    PaymentRequest,
    Pledge,
    PledgeCash,
    PledgeGift,
    RelatedPart,
    Settlement,
)
from disbursements.operations.reconciling import STATEMENT
from disbursements.permissions.debts import may_set_off
from disbursements.queries import Lying, duties, left_of_award, line_of, lying_with, node_figures
from disbursements.queries.debts import owed_by
from disbursements.queries.paying import bank_part, composed_batch_of
from disbursements.queries.settlements import next_occasion, settled_finally
from disbursements.queries.stages import left_of_kept
from disbursements.views import deliverables, kept
from disbursements.views.rows import line_rows, missing_words, payment_discrepancies
from disbursements.wording import changes as wording_changes
from disbursements.wording import debts as wording_debts
from disbursements.wording import settlements as wording_settlements
from disbursements.workflow import (
    ENDED_GRANTS,
    STANDING_DEBTS,
    UNRELEASED,
    GrantStatus,
    PassThroughStatus,
    PaymentStatus,
)
from programs.models import GrantKind, Program
from programs.models.programmes import within
from programs.permissions import VIEW_CASES
from programs.queries import pass_through_bp

GIFT_USE = "gift_use"
GRANT = "grant"
PROGRAM = "program"


class CaseView(LoginRequiredMixin, DetailView):
    """The page of one case among those its reader may see."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "case"
    model: Any

    #: leads from a holder to cases of this kind, where a firm that handed over comes to what it held
    held_through = ""

    def get_queryset(self) -> QuerySet:
        return self.model.objects.visible_to(self.request.user).with_parties()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the case; who held it before another firm took it over comes to what it held until then."""
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            held = self.formerly_held()
            if held is None:
                raise
            return redirect("disbursements:held", public_id=held.public_id)

    def formerly_held(self) -> Holder | None:
        """Return what this reader's firm held of the case and handed over."""
        if not self.held_through:
            return None
        case = {f"{self.held_through}__public_id": self.kwargs["public_id"]}
        last: Holder | None = (
            Holder.objects.visible_to(self.request.user).filter(**case).order_by("pk").last()
        )
        return last


class GrantView(CaseView):
    model = Grant
    template_name = "disbursements/grant.html"

    held_through = "application__grant"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        grant, user, at = self.object, self.request.user, clock.now()
        parts = permissions.parts_read_by(user, grant, at=at)
        figures = node_figures([grant])[grant.pk]
        left, kept_won = left_of_award(grant), left_of_kept(grant)
        to_ask = 0 if settled_finally(grant) else max(left, kept_won)
        owed = duties(grant, figures.duty_done)
        linked = grant.children.visible_to(user).select_related("firm", "application")
        lying = [] if figures.is_gift else lying_with(grant)
        return super().get_context_data(
            figures=figures,
            tiles=wording.tiles(figures),
            left_won=left,
            kept_won=kept_won,
            duties=owed,
            ratio_bp=pass_through_bp(grant.consortium.program, clock.day(clock.now())),
            head=wording.grant_next(grant, owed, min(left, to_ask), lying),
            offers=wording.offers(_steps(grant, to_ask, lying), grant, user, at=at),
            lying=lying,
            halted_by=next((one for one in line_of(grant) if one.status == GrantStatus.SUSPENDED), None),
            change_requests=grant.change_requests.order_by("-pk"),
            holders=grant.application.holders.with_until().select_related("firm").order_by("number"),
            reductions=grant.reductions.select_related("by"),
            **settling_of(grant, user),
            returns=grant.money_returns.select_related("by", "payment__grant__firm"),
            bank_accounts=BankAccount.objects.visible_to(user)
            .filter(firm=grant.firm_id, program=grant.consortium.program_id)
            .filter(Q(grant=None) | Q(grant=grant)),
            may_register_account=grant.status != GrantStatus.CLOSED
            and bool(permissions.may_register_bank_account(user, grant, at=at)),
            payments=PaymentRequest.objects.visible_to(user).filter(grant=grant).order_by("-pk"),
            given=_passed(user).filter(payer=grant),
            received=_passed(user).filter(receiver=grant),
            gift_uses=self.gift_uses(grant),
            from_anchor=PledgeGift.objects.visible_to(user).filter(grant=grant).with_parties(),
            opens_application=Application.objects.visible_to(user).filter(pk=grant.application_id).exists(),
            linked=linked,
            reads={part.name for part in parts},
            deliverables=deliverables.rows(grant, user, at=at, opens_reports=Part.PAPERS in parts),
            discrepancies=grant.discrepancies.visible_to(user).open().with_parties().order_by("pk"),
            measures=grant.firm.measures.visible_to(user).filter(consortium=grant.consortium_id),
            entries=wording.history(grant, wording.GRANT_SENTENCES, with_reasons=Part.REASONS in parts),
            **kept.on_grant(grant, user, at),
            **kept.months_of(grant, at),
            **kwargs,
        )

    def gift_uses(self, grant: Grant) -> QuerySet[GiftUse] | None:
        """Return what a contribution bought, or None where that is not for the reader: two tiers above."""
        seen = Grant.objects.filter(pk=grant.pk).with_purchases_open_to(self.request.user)
        holds_gifts = grant.kind == GrantKind.CONTRIBUTION or grant.pledge_gifts.confirmed().exists()
        if not holds_gifts or not seen.exists():
            return None
        return grant.gift_uses.select_related("invoice__blob", "recorded_by")


def settling_of(grant: Grant, user: Any) -> dict[str, Any]:
    """Return the settlements and debts of a grant, and debts below to which it is related."""
    related = RelatedPart.objects.filter(grant=grant, debt__status__in=STANDING_DEBTS)
    return {
        "settlements": Settlement.objects.visible_to(user).filter(grant=grant).order_by("-until_on"),
        "debts": Debt.objects.visible_to(user).filter(grant=grant).order_by("pk"),
        "related_parts": related.select_related("debt__firm").order_by("pk"),
    }


def _passed(user: Any) -> QuerySet[PassThrough]:
    return PassThrough.objects.visible_to(user).with_parties().order_by("-pk")


def _steps(grant: Grant, left_won: int, lying: list[Lying]) -> list[wording.Step]:
    """Return the steps that can make sense for a grant: a page is never offered in vain."""
    is_gift = grant.kind == "CONTRIBUTION"
    standing = [] if is_gift else [*wording.STANDING_STEPS, *_afterwards(grant)]
    if grant.status != "OPENED":
        asks = [] if is_gift else [wording_changes.ASK]
        return asks + standing if grant.status == "SUSPENDED" else _after_its_end(grant)
    steps = []
    if any(not one.is_on_its_way for one in lying):
        steps.append(wording.HAND_ON)
    if (
        grant.kind != "CONTRIBUTION"
        and left_won > 0
        and not grant.payment_requests.filter(status="DRAFTED").exists()
    ):
        steps.append(wording.ASK)
    if grant.kind == "CONTRIBUTION":
        steps += [wording.USE_GIFT, wording.DESCRIBE]
    if grant.children.filter(kind="CONTRIBUTION").exists():
        steps.append(wording.PASS_ON)
    if grant.kind != "CONTRIBUTION" and grant.pledge_gifts.confirmed().exists():
        steps.append(wording.USE_ANCHORS_CASH)
    if grant.kind != "CONTRIBUTION":
        steps.append(wording_changes.ASK)
    return steps + standing


def _after_its_end(grant: Grant) -> list[wording.Step]:
    """Return the steps for a grant that is over: recovering, and taking back what the bank sent back."""
    sent_back = grant.status in ENDED_GRANTS and left_own(grant)
    return [*_afterwards(grant), *([wording.TAKE_BACK] if sent_back else [])]


def _afterwards(grant: Grant) -> list[wording.Step]:
    """Return the steps after the money: recovering, settling, closing."""
    if grant.kind == "CONTRIBUTION":
        return []
    steps = [wording_debts.PROPOSE]
    waiting = Settlement.objects.unconfirmed().filter(grant=grant).exists()
    if not waiting and next_occasion(grant, clock.day(clock.now())):
        steps.append(wording_settlements.OPEN)
    if settled_finally(grant):
        steps.append(wording_settlements.CLOSE)
    return steps


class PaymentView(CaseView):
    model = PaymentRequest
    held_through = "application__grant__payment_requests"
    template_name = "disbursements/payment.html"

    def get_queryset(self) -> QuerySet:
        return (
            super()
            .get_queryset()
            .select_related(
                "submitted_by", "checked_by", "approved_by", "released_by", "confirmed_by", "paid_to"
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        payment, user, at = self.object, self.request.user, clock.now()
        parts = permissions.parts_read_by(user, payment.grant, at=at)
        lines = line_rows(payment, opens_papers=Part.COSTS in parts)
        edits = payment.is_editable and permissions.may_edit_payment(user, payment, at=at)
        set_offs = payment.set_offs.filter(lifted_at__isnull=True).annotate(is_posted=Q(entry__isnull=False))
        bank_won = bank_part(payment)
        batch = composed_batch_of(payment)
        offered = wording.payment_steps(payment, bank_won, set_offs, in_batch=batch is not None)
        steps = [*offered, *([] if batch else self.set_off_steps(bank_won))]
        return super().get_context_data(
            lines=lines,
            reads={part.name for part in parts},
            may_edit=bool(edits),
            may_correct=bool(permissions.may_edit_payment(user, payment, at=at)),
            head=wording.payment_next(payment),
            batch=batch,
            opens_batch=batch and PaymentBatch.objects.visible_to(user).filter(pk=batch.pk).exists(),
            offers=wording.offers(steps, payment, user, at=at),
            discrepancies=payment_discrepancies(payment, user),
            missing=missing_words(payment, lines, at=at) if edits else {},
            returned=payment.changes.filter(to_status="RETURNED").last()
            if payment.status == "RETURNED" and Part.REASONS in parts
            else None,
            people=wording.who_did_what(payment),
            set_offs=set_offs.select_related("debt__grant__application") if Part.COSTS in parts else [],
            lifts_set_offs=payment.status in UNRELEASED and may_set_off(user, payment, at=at),
            bank_won=bank_won,
            entries=wording.history(payment, wording.PAYMENT_SENTENCES, with_reasons=Part.REASONS in parts),
            **kwargs,
        )

    def set_off_steps(self, bank_won: int) -> list[wording.Step]:
        """Return the steps of setting off: where the firm owes something, or all of it is set off."""
        payment = self.object
        waits = payment.status in UNRELEASED
        if waits and bank_won > 0 and payment.grant.kind != GrantKind.INDIRECT:
            owes = owed_by(payment.grant.firm_id, self.request.user).exists()
            return [wording_debts.SET_OFF] if owes else []
        is_whole = payment.status == PaymentStatus.RELEASED and not bank_won
        return [wording_debts.SET_OFF_RECORD] if is_whole else []


class PassThroughView(CaseView):
    model = PassThrough
    template_name = "disbursements/pass_through.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = self.object
        return super().get_context_data(
            head=wording.pass_through_next(case),
            offers=wording.offers(
                (*wording.PASS_THROUGH_STEPS, wording.MATCH), case, self.request.user, at=clock.now()
            ),
            discrepancies=case.discrepancies.visible_to(self.request.user).order_by("pk"),
            disputed=case.status == PassThroughStatus.DISPUTED,
            again=case.status == PassThroughStatus.DISPUTED
            and bool(permissions.may_record_pass_through(self.request.user, case.payer, at=clock.now())),
            entries=wording.history(case, wording.PASS_THROUGH_SENTENCES),
            **kwargs,
        )


def lists_read_by(user: Any) -> QuerySet[Program]:
    """Return the programmes of a person's office that took lists of cancelled invoices over."""
    listed = CancelledInvoice.objects.filter(within(user.scopes(VIEW_CASES, clock.day(clock.now()))))
    found: QuerySet[Program] = Program.objects.filter(pk__in=listed.values("program"))
    return found


#: what a file belongs to → the cases whose files a person may read; a grant's are its reports
OWNERS: dict[str, Any] = {
    PAYMENT: partial(PaymentRequest.objects.visible_to, part=Part.COSTS),
    PASS_THROUGH: PassThrough.objects.visible_to,
    GIFT_USE: GiftUse.objects.visible_to,
    SETTLEMENT: Settlement.objects.visible_to,
    AUDIT: EntityAudit.objects.visible_to,
    GRANT: partial(Grant.objects.visible_to, part=Part.PAPERS),
    ASSET: Asset.objects.visible_to,
    INSPECTION: Inspection.objects.visible_to,
    FINDING: Finding.objects.visible_to,
    "pledge_cash": lambda user: PledgeCash.objects.filter(pledge__in=Pledge.objects.visible_to(user)),
    PLEDGE_GIFT: PledgeGift.objects.visible_to,
    IN_KIND: InKind.objects.visible_to,
    STATEMENT: BankStatement.objects.visible_to,
    PROGRAM: lists_read_by,  # lists of cancelled invoices
}


@login_required
def file(request: HttpRequest, public_id: str) -> FileResponse:
    """Serve the receipt of a transfer to whoever sees it; an invoice or a report to fewer."""
    attachment = get_object_or_404(Attachment.objects.select_related("blob"), public_id=public_id)
    read = OWNERS.get(attachment.owner_kind or "")
    if read is None or not read(request.user).filter(pk=attachment.owner_id).exists():
        raise Http404
    return serve(attachment)
