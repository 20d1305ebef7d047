"""Forms of bank accounts, batches, statements, limits and stand-ins."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.evidence.checks import CSV, PAPERS, XML
from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import CHOOSE, NOT_CHOSEN, DayField, LineField, WonField
from core.users.models import OFFICIALS, Office, User
from core.users.scopes import ScopeKind
from core.workflow.forms import OperationForm
from disbursements.bank.codes import BANKS
from disbursements.bank.layouts import ANSWER_COLUMNS, COLUMNS, DEFAULT_ANSWER_COLUMNS, DEFAULT_COLUMNS
from disbursements.models import Encoding, LimitedHand, Separator
from programs.models import Program

OFFICIAL_ROLES = [(role.value, role.label) for role in OFFICIALS]


class AccountNumberField(LineField):
    """An account number as it is written; cleans to its digits."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Account number"))
        kwargs.setdefault("help_text", _("Hyphens don't matter."))
        super().__init__(max_length=24, **kwargs)

    def clean(self, value: Any) -> str:
        """Return the digits, 8 to 16 of them."""
        number = str(super().clean(value)).replace("-", "").replace(" ", "")
        if not (number.isascii() and number.isdigit() and 8 <= len(number) <= 16):
            raise forms.ValidationError(_("An account number has 8 to 16 digits."))
        return number


class BankAccountForm(EvidenceForm):
    """Where a firm wants a subsidy paid."""

    bank_code = forms.ChoiceField(label=_("Bank"), choices=[NOT_CHOSEN, *BANKS])
    number = AccountNumberField()
    holder_name = LineField(label=_("Account holder"), max_length=70, help_text=_("As in the bankbook."))
    bankbook = KeptFileField(
        label=_("Copy of the bankbook"), allowed=PAPERS, help_text=_("PDF, PNG or JPG, at most 20 MB.")
    )
    only_this_grant = forms.BooleanField(
        label=_("For this grant alone"),
        required=False,
        help_text=_("Otherwise for all grants of the firm in this programme."),
    )


class BankProfileForm(OperationForm):
    """From which account a programme pays, and how its bank's files look."""

    payer_name = LineField(label=_("Payer"), max_length=70)
    bank_code = forms.ChoiceField(label=_("Bank"), choices=[NOT_CHOSEN, *BANKS])
    number = AccountNumberField()
    columns = LineField(
        label=_("Columns of the payment file"), max_length=200, initial=DEFAULT_COLUMNS,
        help_text=_("In order, by comma. Possible: %(columns)s") % {"columns": ", ".join(COLUMNS)},
    )  # fmt: skip
    answer_columns = LineField(
        label=_("Columns of the statement file"), max_length=200, initial=DEFAULT_ANSWER_COLUMNS,
        help_text=_("In order, by comma. Possible: %(columns)s") % {"columns": ", ".join(ANSWER_COLUMNS)},
    )  # fmt: skip
    separator = forms.ChoiceField(label=_("Separator"), choices=Separator.choices)
    encoding = forms.ChoiceField(label=_("Encoding"), choices=Encoding.choices, initial=Encoding.CP949)


class BatchForm(OperationForm):
    """On which day a new batch is paid."""

    pays_on = DayField(label=_("Day of payment"))


class StatementForm(EvidenceForm):
    """A statement of a programme's bank."""

    program = forms.ModelChoiceField(
        label=_("Programme"), queryset=Program.objects.none(), to_field_name="public_id"
    )
    file = KeptFileField(
        label=_("Bank statement"),
        allowed=frozenset({XML, CSV}),
        help_text=_("camt.053 (XML) or CSV, at most 5 MB."),
    )  # fmt: skip

    def __init__(self, *args: Any, programs: list[Program], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: Any = self.fields["program"]
        known = {"pk__in": [program.pk for program in programs], "bank_profiles__isnull": False}
        paying = Program.objects.filter(**known).distinct()
        found.queryset = paying.order_by("-pk")
        if len(paying) == 1:
            found.empty_label, found.initial = None, paying[0].public_id


def _officials(office: Office) -> Any:
    """Return the people who hold a role in the office."""
    held = {"assignments__scope_kind": ScopeKind.OFFICE, "assignments__scope_id": office.pk}
    people = User.objects.filter(is_active=True, assignments__role__in=OFFICIALS, **held)
    return people.distinct().order_by("name", "pk")


class DelegationForm(OperationForm):
    """Who stands in for whom, in which role, from when until when."""

    giver = forms.ModelChoiceField(label=_("Stood in for"), queryset=User.objects.none(), empty_label=CHOOSE)
    stand_in = forms.ModelChoiceField(label=_("Stand-in"), queryset=User.objects.none(), empty_label=CHOOSE)
    role = forms.ChoiceField(label=_("Role"), choices=OFFICIAL_ROLES)
    valid_from = DayField(label=_("From"))
    valid_until = DayField(label=_("Until"))
    reason = LineField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, office: Office, giver: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = _officials(office)
        givers, stand_ins = (self.fields[name] for name in ("giver", "stand_in"))
        stand_ins.queryset = people.exclude(pk=giver.pk) if giver else people  # type: ignore[attr-defined]
        givers.queryset = people.filter(pk=giver.pk) if giver else people  # type: ignore[attr-defined]
        if giver:
            givers.empty_label = None  # type: ignore[attr-defined]


class LimitForm(OperationForm):
    """Up to which amount a role, or one person, takes a step."""

    hand = forms.ChoiceField(label=_("Step"), choices=LimitedHand.choices)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", "–"), *OFFICIAL_ROLES],
        help_text=_("Choose a role or one person."),
    )  # fmt: skip
    person = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), required=False, empty_label="–"
    )
    limit_won = WonField(
        label=_("Up to"), required=False, allow_zero=True, help_text=_("Empty: from then on without limit.")
    )
    valid_from = DayField(label=_("From"))
    source = LineField(label=_("Source"), max_length=200, help_text=_("Rule or order that sets it."))

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = _officials(office)
