"""The transfers of a ledger account: what every figure opens."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404
from django.views.generic import TemplateView

from core.ledger.models import Account, Unit
from core.workflow import clock
from reporting.dashboards.queries import accounts as queries
from reporting.dashboards.queries.money import MOST_TOGETHER
from reporting.dashboards.words import move_words

PER_PAGE = 50


class AccountView(LoginRequiredMixin, TemplateView):
    """Show the transfers of one account, or with `?with=` of several together (404 if one is not theirs)."""

    template_name = "dashboards/account.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at, user = clock.now(), self.request.user
        accounts = self._accounts(self.kwargs["public_id"])
        sides = queries.describe(accounts, user, at)
        if not all(queries.may_see(account, sides[account.pk]) for account in accounts):
            raise Http404
        page = Paginator(queries.running(accounts), PER_PAGE).get_page(self.request.GET.get("page"))
        others = {t.source_id: t.source for t in page} | {t.target_id: t.target for t in page}
        sides |= queries.describe([a for a in others.values() if a.pk not in sides], user, at)
        return super().get_context_data(
            page_obj=page,
            rows=[self._row(transfer, accounts, sides) for transfer in page],
            head=sides[accounts[0].pk],
            together=[(account, sides[account.pk]) for account in accounts],
            is_won=accounts[0].unit == Unit.WON,
            total_in=sum(account.total_in for account in accounts),
            total_out=sum(account.total_out for account in accounts),
            balance=sum(account.balance for account in accounts),
            **kwargs,
        )

    def _accounts(self, public_id: str) -> list[Account]:
        """Return the accounts asked for, the one in the path first."""
        wanted = [public_id, *filter(None, self.request.GET.get("with", "").split(","))]
        if not all(name.isalnum() for name in wanted):
            raise Http404
        found = {a.public_id: a for a in Account.objects.filter(public_id__in=wanted[:MOST_TOGETHER])}
        accounts = [found[name] for name in dict.fromkeys(wanted) if name in found]
        if len(accounts) != len(set(wanted)) or len({account.unit for account in accounts}) != 1:
            raise Http404
        return accounts

    def _row(self, transfer: Any, accounts: list[Account], sides: dict[int, queries.Side]) -> dict[str, Any]:
        """Return one transfer seen from these accounts."""
        ours = {account.pk for account in accounts}
        other = transfer.source_id if transfer.target_id in ours else transfer.target_id
        return {
            "transfer": transfer,
            "event": move_words(transfer.source.code, transfer.target.code),
            "other": sides[other],
            "is_in": transfer.target_id in ours,
            "is_within": {transfer.source_id, transfer.target_id} <= ours,
        }
