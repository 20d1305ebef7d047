"""A consortium's page, and its chain."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from applications.models import Application, AwardCondition, Kind, Objection
from applications.workflow import Status
from core.workflow import clock
from disbursements.models import ChangeRequest, Grant, PassThrough, PaymentRequest, Pledge
from disbursements.permissions.pledges import may_promise
from disbursements.queries import overdue_duties
from disbursements.queries.pledges import figures_of
from disbursements.wording.pledges import tiles
from programs.models import Consortium
from programs.pages import consortium_panels
from reporting.dashboards import chain, flow, identity
from reporting.dashboards.queries import chain as tree
from reporting.dashboards.queries import programs, waiting
from reporting.documents.models import Document
from reporting.documents.permissions import may_make_audit
from reporting.statements.models import Statement
from reporting.statements.surplus import surplus_of

#: so many firms of a chain stand in one of its tables at a time
ROWS = 100


class ConsortiumPage(LoginRequiredMixin, DetailView):
    """A page about one consortium the person may see."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "consortium"

    def get_queryset(self) -> QuerySet[Consortium]:
        """Return the consortia this person may see."""
        return Consortium.objects.visible_to(self.request.user).select_related(
            "program", "call", "anchor", "support_model"
        )


class ConsortiumView(ConsortiumPage):
    """Show members, plan, applications, grants, statements and documents of a consortium."""

    template_name = "dashboards/consortium.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what the person may see of it."""
        at, user, consortium = clock.now(), self.request.user, self.object
        cases = list(
            Application.objects.visible_to(user)
            .filter(consortium=consortium)
            .select_related("firm", "call")
            .order_by("pk")
        )
        grants = list(Grant.objects.visible_to(user).filter(consortium=consortium).with_parties())
        statements = list(
            Statement.objects.visible_to(user)
            .filter(measure__consortium=consortium)
            .select_related("measure__firm")
        )
        panels = consortium_panels(user, consortium, at)
        top = tree.tree(consortium, user, at)
        return super().get_context_data(
            tiers=self._tiers(panels["steps_of_member"]),
            plan=next((case for case in cases if case.kind == Kind.PLAN), None),
            is_selected=Application.objects.filter(
                consortium=consortium, kind=Kind.PLAN, status=Status.SELECTED
            ).exists(),
            may_promise=bool(may_promise(user, consortium, at=at)),
            heads=chain.heads(top),
            kilograms=chain.kilograms(top),
            kilograms_href=chain.kilograms_href(top),
            sees_all=self._answers(at),
            others=self._waits(list(panels["steps_of_member"]), cases, grants, statements),
            overdue=overdue_duties(consortium, clock.day(at)) if self._answers(at) else None,
            applications=[case for case in cases if case.kind == Kind.GRANT],
            grants=grants,
            statements=statements,
            documents=Document.objects.visible_to(user).filter(consortium=consortium).select_related("blob"),
            may_make_document=may_make_audit(user, consortium, at=at),
            surplus=surplus_of(consortium, consortium.program.fiscal_year) if self._answers(at) else None,
            may_plan=consortium.anchor_id in tree.own_firms(user, at),
            **{**panels, **kwargs},
        )

    def _answers(self, at: Any) -> bool:
        """Say whether the person answers for the whole chain: its anchor, or an office."""
        return tree.sees_all(self.object, self.request.user, at)

    def _waits(
        self, members: list[int], cases: list[Application], grants: list[Grant], statements: list[Statement]
    ) -> list[Any]:
        """Return what waits for others in this consortium, on what the person may see."""
        consortium = self.object
        return waiting.of_others(
            self.request.user,
            consortium=[consortium.pk],
            member=members,
            application=[case.pk for case in cases],
            condition=AwardCondition.objects.filter(application__consortium=consortium).values("pk"),
            objection=Objection.objects.filter(application__consortium=consortium).values("pk"),
            grant=[grant.pk for grant in grants],
            change=ChangeRequest.objects.filter(grant__consortium=consortium).values("pk"),
            statement=[statement.pk for statement in statements],
            payment=PaymentRequest.objects.filter(grant__consortium=consortium).values("pk"),
            pass_through=PassThrough.objects.filter(payer__consortium=consortium).values("pk"),
        )

    def _tiers(self, steps: dict[int, list[tuple[str, str]]]) -> list[dict[str, Any]]:
        """Return the tiers with their members, each with the steps open to the person at its place."""
        return [
            {
                "tier": tier,
                "label": tree.tier_words(tier),
                "members": [
                    {
                        "member": member,
                        "steps": [
                            (STEPS[name], reverse(name, args=[pk])) for name, pk in steps.get(member.pk, [])
                        ],
                    }
                    for member in members
                ],
            }
            for tier, members in programs.members_by_tier(self.object)
        ]


#: what can be done at a member's place, by the name of its address
STEPS = {
    "programs:member_invite": _("Invite a firm below"),
    "programs:member_leave": _("Leave the consortium"),
    "programs:member_replace": _("Replace by another firm"),
    "programs:member_move": _("Put under another member"),
}


class ChainView(ConsortiumPage):
    """Show the tree from the programme to the last tier, with the money and the tonnes at each node."""

    template_name = "dashboards/chain.html"

    def _page(self, rows: list[Any]) -> Page:
        """Return the rows of a large chain a part at a time; its sums are of all of them."""
        return Paginator(rows, ROWS).get_page(self.request.GET.get("page"))

    def _pledged(self, user: Any) -> list[tuple[Any, int, str]]:
        """Return the figures of the anchor's pledges that the person may see; none where there is none."""
        found = Pledge.objects.visible_to(user).filter(consortium=self.object).with_sums()
        return tiles(figures_of(list(found))) if found else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the same nodes as tree, drawing and table."""
        at, user = clock.now(), self.request.user
        top = tree.tree(self.object, user, at)
        return super().get_context_data(
            nodes=[chain.shown(top)],
            rows=self._page(chain.rows(top)),
            headings=[chain.label(name) for name in chain.columns(top)],
            flow=flow.draw(top),
            sankey=chain.sankey(top, replaces="flow-drawing"),
            heads=chain.heads(top),
            kilograms=chain.kilograms(top),
            kilograms_href=chain.kilograms_href(top),
            parts=chain.parts(top),
            identities=[
                (title, code, table, self._page(table.rows))
                for title, code, table in (
                    (_("Subsidy: gross and net"), "subsidy", identity.subsidies(top)),
                    (_("Contributions and the anchor's cash"), "gifts", identity.gifts(top)),
                )
                if table is not None
            ],
            pledged=self._pledged(user),
            on_time=chain.on_time(top, clock.day(at)),
            sees_all=tree.sees_all(self.object, user, at),
            **kwargs,
        )
