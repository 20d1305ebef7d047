"""Cost items, and what is borne in kind."""

import json
from typing import Any, ClassVar

import pytest
from django.utils import translation

from applications import operations
from applications.models import Application, CostItem
from applications.refusals import (
    NotEditable,
)
from core.ledger.refusals import InvalidAmount
from core.users.models import User
from programs.refusals import InKindAbovePart, InKindAboveShare, NoInKind
from tests.applications.conftest import EXPECTATION, add_item
from tests.factories import cases, programmes
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db


class TestCostItems:
    def test_become_measures_with_an_expected_reduction(self, draft: Application) -> None:
        item = draft.cost_items.get()
        # (0.135 − 0.105) kWh/Nm³ × 5,000,000 Nm³ × 0.4541 kg/kWh = 68,115 kg
        assert item.measure is not None
        assert (item.measure.firm, item.measure.expected_kg) == (draft.firm, 68_115)
        assert (cases.file_of(item).owner_kind, cases.file_of(item).owner_id) == ("cost_item", item.pk)

    @pytest.mark.parametrize("cost", [0, -1, 10**18, True])
    def test_refuse_what_is_no_amount(
        self, draft: Application, technology: Any, tier1_clerk: User, cost: int
    ) -> None:
        with pytest.raises(InvalidAmount):
            add_item(draft, technology, tier1_clerk, cost_won=cost)
        assert draft.cost_items.count() == 1

    def test_are_changed_with_their_measure(self, draft: Application, tier1_clerk: User) -> None:
        item = draft.cost_items.get()
        quote = cases.file_of(item)
        operations.change_cost_item(
            cost_item=item,
            version=item.version,
            cost_won=150_000_000,
            expectation={**EXPECTATION, "annual_nm3": 1_000_000},
            by=tier1_clerk,
            at=MOMENT,
        )
        item = CostItem.objects.get(pk=item.pk)
        assert (item.cost_won, item.measure.expected_kg, cases.file_of(item)) == (150_000_000, 13_623, quote)  # type: ignore[union-attr]

    def test_are_removed_with_their_measure(self, draft: Application, tier1_clerk: User) -> None:
        item = draft.cost_items.get()
        operations.remove_cost_item(cost_item=item, by=tier1_clerk, at=MOMENT)
        assert not draft.cost_items.exists()
        assert not draft.firm.measures.exists()

    def test_stay_once_submitted(self, submitted: Application, technology: Any, tier1_clerk: User) -> None:
        with pytest.raises(NotEditable):
            add_item(submitted, technology, tier1_clerk)
        with pytest.raises(NotEditable):
            operations.remove_cost_item(cost_item=submitted.cost_items.get(), by=tier1_clerk, at=MOMENT)

    def test_refuse_a_quote_that_serves_another_case(
        self, draft: Application, technology: Any, tier1_clerk: User
    ) -> None:
        from core.evidence.operations import AttachmentTaken

        with pytest.raises(AttachmentTaken):
            add_item(draft, technology, tier1_clerk, quote=cases.file_of(draft.cost_items.get()))


class TestInKind:
    PARTS: ClassVar = {
        "anchor_won": 20_000_000,
        "anchor_in_kind_won": 5_000_000,
        "own_in_kind_won": 15_000_000,
    }

    @pytest.fixture
    def share(self, program: Any) -> Any:
        """Of the self-burden a quarter may be in kind."""
        terms = {"source_ko": "시험 자료", "source_en": "Test data", "valid_from": programmes.FIRST_DAY}
        return program.rules.create(kind="IN_KIND_SHARE", value=2_500, **terms)

    def edit(self, draft: Application, clerk: User, **given: int) -> Application:
        terms = {"application": draft, "version": draft.version, "by": clerk, "at": MOMENT}
        return operations.edit_application(**terms, **given)

    def test_is_refused_where_the_programme_names_no_share(
        self, draft: Application, tier1_clerk: User
    ) -> None:
        with pytest.raises(NoInKind) as refused:
            self.edit(draft, tier1_clerk, own_in_kind_won=1)
        assert refused.value.field == "own_in_kind_won"

    def test_of_the_anchor_stays_within_its_part(
        self, share: Any, draft: Application, tier1_clerk: User
    ) -> None:
        with pytest.raises(InKindAbovePart):
            self.edit(draft, tier1_clerk, anchor_in_kind_won=1)

    def test_is_frozen_row_by_row_with_the_rule_and_in_the_receipt(
        self, share: Any, draft: Application, tier1_clerk: User, tier1_rep: User
    ) -> None:
        draft = self.edit(draft, tier1_clerk, **self.PARTS)
        operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        rows = list(draft.arithmetic.values_list("code", "result_won", "rule"))
        assert rows[-7:] == [
            ("in_kind_limit", 20_000_000, share.pk),
            ("anchor", 20_000_000, None),
            ("anchor_in_kind", 5_000_000, share.pk),
            ("anchor_cash", 15_000_000, None),
            ("own", 60_000_000, None),
            ("own_in_kind", 15_000_000, share.pk),
            ("own_cash", 45_000_000, None),
        ]
        said = json.loads(draft.receipts.get().content)["undertaking"]
        assert {name: said[name] for name in self.PARTS} == self.PARTS

    def test_above_the_share_is_not_handed_in(
        self, share: Any, draft: Application, tier1_clerk: User, tier1_rep: User
    ) -> None:
        draft = self.edit(draft, tier1_clerk, **{**self.PARTS, "own_in_kind_won": 15_000_001})
        with translation.override("en"), pytest.raises(InKindAboveShare, match="20,000,000 won"):
            operations.submit(application=draft, by=tier1_rep, at=MOMENT)

    def test_the_form_asks_for_it_where_it_may_be(
        self, draft: Application, tier1_clerk: User, client: Any, program: Any
    ) -> None:
        client.force_login(tier1_clerk)
        address = f"{draft.get_absolute_url()}edit/"
        assert "own_in_kind_won" not in client.get(address).context["form"].fields
        terms = {"source_ko": "시험", "source_en": "Test", "valid_from": programmes.FIRST_DAY}
        program.rules.create(kind="IN_KIND_SHARE", value=2_500, **terms)
        form = client.get(address).context["form"]
        assert "25 %" in form.fields["own_in_kind_won"].help_text
        assert form["anchor_in_kind_won"].value() == "0"
