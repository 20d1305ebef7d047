"""What the forms of this room show before anybody chose."""

import pytest

from disbursements.forms import audits, bank, debts, settlements


class TestChoices:
    @pytest.mark.parametrize(
        ("form", "field"),
        [
            (settlements.LineForm, "verdict"),
            (debts.DebtForm, "ground"),
            (debts.ChargeForm, "kind"),
            (audits.AuditReportForm, "opinion"),
            (bank.BankAccountForm, "bank_code"),
        ],
    )
    def test_nothing_is_chosen_for_anybody(self, form, field):
        assert form.base_fields[field].choices[0][0] == ""
        assert not form.base_fields[field].initial
