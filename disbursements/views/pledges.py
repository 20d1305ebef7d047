"""What an anchor promises, pays in, gives to firms and does in kind; who answers for it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.ui.lists import Empty, ListPage
from core.workflow import clock
from core.workflow.forms import ReasonForm
from core.workflow.views import OperationView
from disbursements import forms, operations, wording
from disbursements.columns_pledges import PLEDGES
from disbursements.filters_pledges import PledgeFilter
from disbursements.forms import pledges as pledge_forms
from disbursements.models import InKind, Pledge, PledgeGift
from disbursements.permissions import pledges as permissions
from disbursements.queries import node_figures
from disbursements.queries import pledges as queries
from disbursements.views.pages import CaseView
from disbursements.wording import pledges as words
from disbursements.workflow import InKindStatus, PledgeGiftStatus
from programs.models import Consortium


class PledgeListView(ListPage):
    title = _("Anchors' pledges")
    lead = _("What anchors promised, paid in, gave to firms, and did in kind. None of it is a subsidy.")
    columns = PLEDGES
    filter_class = PledgeFilter
    empty = Empty(
        _("Nothing was promised yet"),
        _("An anchor promises something on the page of its consortium."),
        "dashboards:consortia",
        _("To the consortia"),
    )

    def get_rows(self) -> QuerySet[Pledge]:
        return Pledge.objects.visible_to(self.request.user).with_parties().with_sums()

    def prepare(self, rows: list[Any]) -> list[Any]:
        used = queries.used_by_pledge(row.pk for row in rows)
        for row in rows:
            row.used_won = used[row.pk]
        return rows


class PledgeView(CaseView):
    model = Pledge
    template_name = "disbursements/pledge.html"

    def get_queryset(self) -> QuerySet[Pledge]:
        rows: Any = super().get_queryset()
        found: QuerySet[Pledge] = rows.with_sums()
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pledge, user = self.object, self.request.user
        return super().get_context_data(
            tiles=words.tiles(queries.figures_of([pledge])),
            offers=wording.offers(words.PLEDGE_STEPS, pledge, user, at=clock.now()),
            cash=pledge.cash.select_related("evidence__blob", "recorded_by", "gift__grant__firm"),
            gifts=PledgeGift.objects.visible_to(user).filter(pledge=pledge).with_parties(),
            in_kind=InKind.objects.visible_to(user).filter(pledge=pledge).with_parties(),
            **kwargs,
        )


class PromiseView(OperationView):
    model = Consortium
    operation = operations.promise
    predicate = permissions.may_promise
    case_argument = "consortium"
    form_class = pledge_forms.PromiseForm
    title = _("Promise something to the consortium")
    submit_label = _("Promise")
    success_message = _("The promise is on record. Record each payment when it is made.")
    consequences_template = "disbursements/consequences/promise.html"

    def get_initial(self) -> dict[str, Any]:
        """Begin with what plan or application say, less what is pledged already; `?grant=` names a grant."""
        grant = queries.open_to_gifts(self.case).filter(public_id=self.request.GET.get("grant", "")).first()
        said = queries.promised_for(grant) if grant else queries.promised_by_plan(self.case)
        return super().get_initial() | {"grant": grant, "cash_won": said.cash, "in_kind_won": said.in_kind}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"consortium": self.case}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        grants = [(grant, queries.promised_for(grant)) for grant in queries.open_to_gifts(self.case)]
        return super().get_context_data(
            said=[(grant, found) for grant, found in grants if found.cash or found.in_kind], **kwargs
        )


class PledgeStepView(OperationView):
    """The anchor records something under its pledge."""

    model = Pledge
    predicate = permissions.may_move_pledge
    case_argument = "pledge"
    form_class: Any = pledge_forms.CashForm
    submit_label = _("Record")
    consequences_template = "disbursements/consequences/pledge.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"paid_on": clock.day(self.at)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pledge = Pledge.objects.with_sums().get(pk=self.case.pk)
        return super().get_context_data(pledge=pledge, **kwargs)


class PayInView(PledgeStepView):
    operation = operations.pay_in
    title = _("Record a payment of the anchor")
    success_message = _("The payment is recorded. It can be given to firms now.")


class PayBackView(PledgeStepView):
    operation = operations.pay_back
    title = _("Record what went back to the anchor")
    success_message = _("Recorded: the money is the anchor's own again.")


class GiveView(PledgeStepView):
    operation = operations.give
    form_class = pledge_forms.GiveForm
    title = _("Give to a firm")
    success_message = _("The transfer is recorded. It counts once the receiver confirms it.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"pledge": self.case}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class InKindRecordView(PledgeStepView):
    operation = operations.record_in_kind
    form_class = pledge_forms.InKindForm
    title = _("Hand in something given in kind")
    submit_label = _("Hand in")
    success_message = _("Handed in. It counts once an officer recognises it.")

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class PledgeGiftView(CaseView):
    model = PledgeGift
    template_name = "disbursements/pledge_gift.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        gift, user = self.object, self.request.user
        steps: tuple[wording.Step, ...] = words.GIFT_STEPS
        if gift.status == PledgeGiftStatus.CONFIRMED and node_figures([gift.grant])[gift.grant_id].gift_held:
            steps = (*steps, words.GIVE_BACK)
        return super().get_context_data(
            head=words.gift_next(gift),
            offers=wording.offers(steps, gift, user, at=clock.now()),
            returns=gift.returns.select_related("evidence__blob", "recorded_by"),
            opens_pledge=Pledge.objects.visible_to(user).filter(pk=gift.pledge_id).exists(),
            entries=wording.history(gift, words.GIFT_SENTENCES),
            **kwargs,
        )


class PledgeGiftConfirmView(OperationView):
    model = PledgeGift
    operation = operations.confirm_gift
    predicate = permissions.may_answer_gift
    case_argument = "gift"
    moves_to = PledgeGiftStatus.CONFIRMED
    form_class = forms.ArrivedForm
    title = _("Confirm the receipt")
    submit_label = _("Confirm")
    success_message = _("The receipt is confirmed.")
    consequences_template = "disbursements/consequences/gift_confirm.html"


class PledgeGiftDisputeView(OperationView):
    model = PledgeGift
    operation = operations.dispute_gift
    predicate = permissions.may_answer_gift
    case_argument = "gift"
    moves_to = PledgeGiftStatus.DISPUTED
    form_class = ReasonForm
    title = _("Dispute")
    submit_label = _("Dispute")
    success_message = _("The transfer is disputed and the anchor was told.")
    danger = True


class PledgeGiftReturnView(OperationView):
    model = PledgeGift
    operation = operations.return_gift
    predicate = permissions.may_return_gift
    case_argument = "gift"
    form_class = pledge_forms.CashForm
    title = _("Give the rest back")
    submit_label = _("Record")
    success_message = _("Recorded: the money is in the anchor's pledge again.")
    consequences_template = "disbursements/consequences/gift_use.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"paid_on": clock.day(self.at)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figures = node_figures([self.case.grant])[self.case.grant_id]
        return super().get_context_data(figures=figures, gives_back=True, **kwargs)


class InKindView(CaseView):
    model = InKind
    template_name = "disbursements/in_kind.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            head=words.in_kind_next(self.object),
            offers=wording.offers(words.IN_KIND_STEPS, self.object, self.request.user, at=clock.now()),
            entries=wording.history(self.object, words.IN_KIND_SENTENCES),
            **kwargs,
        )


class InKindRecogniseView(OperationView):
    model = InKind
    operation = operations.recognise_in_kind
    predicate = permissions.may_judge_in_kind
    case_argument = "in_kind"
    moves_to = InKindStatus.RECOGNISED
    form_class = pledge_forms.RecogniseForm
    title = _("Recognise what was given in kind")
    submit_label = _("Recognise")
    success_message = _("Recognised; the anchor was told.")
    consequences_template = "disbursements/consequences/recognise.html"

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"recognised_won": self.case.claimed_won}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pledge: Any = Pledge.objects.with_sums().get(pk=self.case.pledge_id)
        left = pledge.in_kind_won - pledge.recognised_won
        return super().get_context_data(pledge=pledge, left_won=left, **kwargs)


class InKindRefuseView(OperationView):
    model = InKind
    operation = operations.refuse_in_kind
    predicate = permissions.may_judge_in_kind
    case_argument = "in_kind"
    moves_to = InKindStatus.REFUSED
    form_class = ReasonForm
    title = _("Do not recognise what was given in kind")
    submit_label = _("Do not recognise")
    success_message = _("Not recognised; the anchor was told.")
    danger = True
