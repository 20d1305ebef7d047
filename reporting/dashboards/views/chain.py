"""A consortium's page, and its chain."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.views.generic import DetailView

from applications.models import Application, Kind
from applications.workflow import Status
from core.users.permissions import ALLOWED
from core.workflow import clock
from disbursements.models import Grant
from programs.models import Consortium, MemberStatus
from programs.pages import consortium_panels
from programs.permissions import may_invite
from reporting.dashboards import chain, flow
from reporting.dashboards.queries import chain as tree
from reporting.dashboards.queries import programs
from reporting.documents.models import Document
from reporting.documents.permissions import may_make_audit
from reporting.statements.models import Statement


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
        return super().get_context_data(
            tiers=self._tiers(at),
            plan=next((case for case in cases if case.kind == Kind.PLAN), None),
            is_selected=Application.objects.filter(
                consortium=consortium, kind=Kind.PLAN, status=Status.SELECTED
            ).exists(),
            applications=[case for case in cases if case.kind == Kind.GRANT],
            grants=Grant.objects.visible_to(user).filter(consortium=consortium).with_parties(),
            statements=Statement.objects.visible_to(user)
            .filter(measure__consortium=consortium)
            .select_related("measure__firm"),
            documents=Document.objects.visible_to(user).filter(consortium=consortium).select_related("blob"),
            may_make_document=may_make_audit(user, consortium, at=at),
            may_plan=consortium.anchor_id in tree.own_firms(user, at),
            **{**consortium_panels(user, consortium, at), **kwargs},
        )

    def _tiers(self, at: Any) -> list[dict[str, Any]]:
        """Return the tiers with their members, each with whether the person may invite below it."""
        return [
            {
                "tier": tier,
                "label": tree.tier_words(tier),
                "members": [
                    {
                        "member": member,
                        "may_invite": member.status == MemberStatus.JOINED
                        and may_invite(self.request.user, member, at=at) == ALLOWED,
                    }
                    for member in members
                ],
            }
            for tier, members in programs.members_by_tier(self.object)
        ]


class ChainView(ConsortiumPage):
    """Show the tree from the programme to the last tier, with the money and the tonnes at each node."""

    template_name = "dashboards/chain.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the same nodes as tree, drawing and table."""
        at, user = clock.now(), self.request.user
        top = tree.tree(self.object, user, at)
        return super().get_context_data(
            nodes=[chain.shown(top)],
            rows=chain.rows(top),
            headings=[chain.label(name) for name in chain.columns(top)],
            flow=flow.draw(top),
            sankey=chain.sankey(top, replaces="flow-drawing"),
            heads=chain.heads(top),
            kilograms=chain.kilograms(top),
            kilograms_href=chain.kilograms_href(top),
            parts=chain.parts(top),
            sees_all=tree.sees_all(self.object, user, at),
            **kwargs,
        )
