"""A consortium's page, and its chain."""

import datetime as dt
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from applications.models import Application, AwardCondition, Kind, Objection
from applications.workflow import Status
from core.ui.lists import Empty, HoldsListing, Listing
from core.workflow import clock
from disbursements.models import ChangeRequest, Grant, PassThrough, PaymentRequest, Pledge
from disbursements.permissions.pledges import may_promise
from disbursements.queries import overdue_duties
from disbursements.queries.pledges import figures_of
from disbursements.wording.pledges import tiles
from programs.models import Consortium
from programs.pages import consortium_panels
from reporting.claims import panels as claims
from reporting.dashboards import chain, flow, identity
from reporting.dashboards.chain_columns import columns, listed
from reporting.dashboards.flow_chart import sankey
from reporting.dashboards.folding import Picture
from reporting.dashboards.queries import chain as tree
from reporting.dashboards.queries import programs, waiting
from reporting.dashboards.queries.chain import Node
from reporting.statements.models import Statement
from reporting.statements.surplus import surplus_of

#: so many firms of a chain stand in one of its tables at a time
ROWS = 20


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
            surplus=surplus_of(consortium, consortium.program.fiscal_year) if self._answers(at) else None,
            claimed=claims.of_consortium(consortium, user, at) if self._answers(at) else None,
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


class ChainView(HoldsListing, ConsortiumPage):
    """
    Show the tree from the programme to the last tier, with the money and the tonnes at each node.

    `?at=` opens one branch of it, `&from=` begins with a later one of its children; of a large chain only the
    tiers near the top are drawn, all firms are in the list.
    """

    template_name = "dashboards/chain.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the same nodes as tree, drawing and list."""
        at, user = clock.now(), self.request.user
        top, opened = self._opened(tree.tree(self.object, user, at))
        picture = Picture(top, opened, self._first())
        return super().get_context_data(
            top=top,
            way=_way(opened),
            nodes=[chain.shown(top, picture)],
            listing=self._listing(top),
            empty=Empty(_("No firm of yours is in this chain yet")),
            flow=flow.draw(top, picture),
            sankey=sankey(top, picture, replaces="flow-drawing"),
            heads=chain.heads(top),
            kilograms=chain.kilograms(top),
            kilograms_href=chain.kilograms_href(top),
            parts=chain.parts(top),
            identities=[
                (title, code, table)
                for title, code, table in (
                    (_("Subsidy: gross and net"), "subsidy", identity.subsidies(top, picture)),
                    (_("Contributions and the anchor's cash"), "gifts", identity.gifts(top, picture)),
                )
                if table is not None
            ],
            pledged=self._pledged(user),
            **self._on_time(top, clock.day(at)),
            sees_all=tree.sees_all(self.object, user, at),
            **kwargs,
        )

    def _opened(self, top: Node) -> tuple[Node, Node | None]:
        """Return the chain as far as the address asks for it, and the node it asks for."""
        key = self.request.GET.get("at")
        if not key:
            return top, None
        found = next((node for node in top.walk() if node.key == key), None)
        if found is None:
            raise Http404
        branch = tree.branch(found)
        return branch, next(node for node in branch.walk() if node.key == key)

    def _first(self) -> int:
        asked = self.request.GET.get("from", "")
        return int(asked) if asked.isdecimal() and len(asked) < 6 else 0

    def _listing(self, top: Node) -> Listing:
        return Listing(
            title=_("The same figures as a table"), columns=columns(top), rows=listed(top),
            params=self.request.GET, path=self.request.path, per_page=ROWS, order_label=_("Down the chain"),
        )  # fmt: skip

    def _on_time(self, top: Node, day: dt.date) -> dict[str, Any]:
        """Return how promptly money was passed on, a part of the firms at a time, and all together."""
        found = chain.on_time(top, day)
        pages = Paginator(found[:-1], ROWS)
        return {"on_time": pages.get_page(self.request.GET.get("on_time")), "on_time_together": found[-1:]}

    def _pledged(self, user: Any) -> list[tuple[Any, int, str]]:
        """Return the figures of the anchor's pledges that the person may see; none where there is none."""
        found = Pledge.objects.visible_to(user).filter(consortium=self.object).with_sums()
        return tiles(figures_of(list(found))) if found else []


def _way(opened: Node | None) -> list[Node]:
    """Return the nodes from the top to the one whose branch is shown; none while the whole chain is."""
    way = [opened] if opened is not None else []
    while way and way[0].above is not None:
        way.insert(0, way[0].above)
    return way
