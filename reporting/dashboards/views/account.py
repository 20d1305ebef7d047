"""The transfers of a ledger account: what every figure opens."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from core.ledger.models import Account, Unit
from core.ui.lists import Empty, HoldsListing, Listing
from core.workflow import clock
from reporting.dashboards import transfers
from reporting.dashboards.queries import accounts as queries
from reporting.dashboards.queries.money import MOST_TOGETHER

PER_PAGE = 50


class AccountView(LoginRequiredMixin, HoldsListing, TemplateView):
    """Show the transfers of one account, or with `?with=` of several together (404 if one is not theirs)."""

    template_name = "dashboards/account.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at, user = clock.now(), self.request.user
        accounts = self._accounts(self.kwargs["public_id"])
        sides = queries.describe(accounts, user, at)
        if not all(queries.may_see(account, sides[account.pk]) for account in accounts):
            raise Http404
        is_won = accounts[0].unit == Unit.WON
        listing = Listing(
            title=_("Transfers"), columns=transfers.columns(is_won=is_won), rows=queries.running(accounts),
            params=self.request.GET, path=self.request.path, per_page=PER_PAGE,
            prepare=transfers.prepare(accounts, sides, user, at),
        )  # fmt: skip
        return super().get_context_data(
            listing=listing,
            empty=Empty(_("Nothing has moved here yet")),
            head=sides[accounts[0].pk],
            together=[(account, sides[account.pk]) for account in accounts],
            is_won=is_won,
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
