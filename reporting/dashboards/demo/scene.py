"""The stage of the demo: its people, its clock, and what several acts need."""

import datetime as dt
from typing import Any

from applications.models import Application, CostItem
from core.evidence.models import Attachment
from core.users.models import User
from disbursements.models import Grant
from firms.models import Exposure, Firm
from measurement.models import Measure
from programs.deadline import SEOUL
from programs.loader import read_scheme
from programs.models import Call, Consortium, Member, Technology
from reporting.dashboards.demo.cast import Cast
from reporting.dashboards.demo.papers import paper


def on(month: int, day: int, hour: int = 10, minute: int = 0) -> dt.datetime:
    """Return a moment of 2026 in Seoul."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=SEOUL)


def after(moment: dt.datetime, days: int = 0, hours: int = 0) -> dt.datetime:
    """Return a moment so much later, on the next Monday if that is a weekend."""
    later = moment + dt.timedelta(days=days, hours=hours)
    return later + dt.timedelta(days=max(0, 7 - later.weekday()) if later.weekday() > 4 else 0)


class Scene:
    """Who and what the acts share; each act adds what it made. Partners go by the number of their file."""

    def __init__(self, call: Call, cast: Cast, system: User) -> None:
        self.call, self.cast, self.system = call, cast, system
        facts = read_scheme(call.program.code)
        self.consortium_facts: dict[str, dict[str, Any]] = {c["key"]: c for c in facts["consortia"]}
        self.partner_facts: dict[int, dict[str, Any]] = {p["number"]: p for p in facts["partners"]}
        self.body_facts: dict[str, Any] = facts["bodies"][0]
        self.technologies = {t.code: t for t in Technology.objects.filter(program=call.program)}
        self.anchors: dict[str, Firm] = {}
        self.firms: dict[int, Firm] = {}
        self.consortia: dict[str, Consortium] = {}
        #: places by consortium and number of the partner; 0 is the anchor
        self.members: dict[tuple[str, int], Member] = {}
        self.plans: dict[str, Application] = {}
        self.applications: dict[int, Application] = {}
        self.cost_items: dict[int, list[CostItem]] = {}
        self.grants: dict[int, Grant] = {}
        self.exposures: dict[int, list[Exposure]] = {}
        #: equipment bought with a contribution
        self.gift_measures: dict[int, Measure] = {}
        self._papers = 0

    def lead(self, number: int) -> str:
        """Return the key of the consortium in which a partner applies."""
        return str(self.partner_facts[number]["places"][0]["consortium"])

    def invoice_number(self, day: dt.date) -> str:
        """Return the next approval number of an e-tax invoice, 24 characters."""
        self._papers += 1
        return f"{day:%Y%m%d}DEMO{self._papers:012d}"

    def reference(self, word: str, day: dt.date) -> str:
        """Return the next reference of a bank transfer."""
        self._papers += 1
        return f"{word}-{day:%m%d}-{self._papers:04d}"

    def paper(
        self, title: str, lines: dict[str, str], filename: str, by: User, at: dt.datetime
    ) -> Attachment:
        """Print a paper and hand it in."""
        return paper(title, list(lines.items()), filename=filename, by=by, at=at)

    def receipt(self, payer: int, receiver: int, amount: int, at: dt.datetime) -> Attachment:
        """Print the bank's receipt of what one partner paid another."""
        lines = {"보낸 분": self.firms[payer].name, "받는 분": self.firms[receiver].name, "금액": won(amount)}
        return self.paper("이체확인증", lines, f"이체확인증_{at:%m%d}.pdf", self.cast.clerk(payer), at)


def won(amount: int) -> str:
    """Write an amount as papers do."""
    return f"{amount:,}원"
