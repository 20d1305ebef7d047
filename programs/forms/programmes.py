"""Forms about consortia."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.ratios import WHOLE_BP
from core.ui import numbers
from core.ui.fields import DayField, LineField, MonthField, TypedNumberField
from core.ui.widgets import UnitInput
from core.workflow.forms import OperationForm, ReasonForm
from firms.forms import FirmNumberField
from firms.models import Firm
from firms.queries import firm_with_number
from programs.models import Consortium, Direction, GrantKind, Member, MemberRole, SupportModel
from programs.queries import firms_to_lead


class ModelOfSupport(forms.ModelChoiceField):
    """A support model, each with a sentence on what it is."""

    def label_from_instance(self, obj: Any) -> str:
        about = obj.about_en if get_language() == "en" else obj.about_ko
        return f"{obj.name}: {about}"


class ConsortiumForm(forms.Form):
    """A new consortium; the anchor is one of the firms that `user` represents."""

    name = LineField(label=_("Name of the consortium"), max_length=120)
    anchor = forms.ModelChoiceField(label=_("Anchor firm"), queryset=Firm.objects.none())
    support_model = ModelOfSupport(
        label=_("Support model"),
        queryset=SupportModel.objects.order_by("pk"),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    pass_through_kind = forms.ChoiceField(
        label=_("Legal kind of money passed on"),
        required=False,
        choices=[
            ("", _("As usual in this programme")),
            (GrantKind.CONTRIBUTION, GrantKind.CONTRIBUTION.label),
            (GrantKind.INDIRECT, GrantKind.INDIRECT.label),
        ],
        help_text=_("Counts only for a support model that passes money on; leave it as it is otherwise."),
    )

    def __init__(self, *args: Any, user: Any, at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        firms = firms_to_lead(user, at)
        self.fields["anchor"].queryset = firms  # type: ignore[attr-defined]
        if len(firms) == 1:
            self.fields["anchor"].initial = firms[0]


def roles_of(consortium: Consortium) -> list[tuple[str, Any]]:
    """Return the roles that members can have under the consortium's support model, the usual one first."""
    model = consortium.support_model
    roles = [MemberRole.PARTNER, MemberRole.CONSULTANT]
    if model.shares_reductions:
        roles.insert(1, MemberRole.SHARED)
    if model.direction == Direction.DOWNSTREAM:
        roles.insert(0, MemberRole.CUSTOMER)
    return [(role.value, role.label) for role in roles]


class InvitationForm(forms.Form):
    """A firm to invite by its business registration number; a letter goes to one that is not registered."""

    business_number = FirmNumberField(
        label=_("Business registration number of the firm"),
        help_text=_("The firm decides itself whether it joins."),
    )
    role = forms.ChoiceField(label=_("Role"), required=False)
    product = LineField(
        label=_("Product that links the two firms"),
        max_length=120,
        required=False,
        help_text=_(
            "What one delivers to the other. A plan needs it for every partner; it can be added later."
        ),
    )
    hs_code = forms.CharField(
        label=_("HS/CN code"),
        max_length=14,
        required=False,
        help_text=_("Customs code of the product, 4 to 10 digits, if you know it."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    firm_name = LineField(
        label=_("Name of the firm, if it is not registered here"), max_length=120, required=False
    )
    email = forms.EmailField(
        label=_("E-mail address of its representative, if it is not registered here"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, upstream: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = roles_of(upstream.consortium)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        self.fields["role"].initial = roles[0][0]

    def clean_role(self) -> str:
        """Return the role, the usual one if none was chosen."""
        return self.cleaned_data["role"] or self.fields["role"].initial


class RegisteredFirmForm(ReasonForm):
    """Another firm, registered here, by its number; and why."""

    business_number = FirmNumberField(label=_("Business registration number of the new firm"))
    field_order = ("business_number", "reason")

    def clean_business_number(self) -> Firm:
        """
        Find the firm.

        :raises ValidationError: saying what to do, if no such firm is registered.
        """
        digits = self.cleaned_data["business_number"]
        if firm := firm_with_number(digits):
            return firm
        text = _("No firm with this number is registered yet. Ask it to register, or invite it by e-mail.")
        raise ValidationError(text, code="unknown")


class MemberChoice(forms.ModelChoiceField):
    """A member, by its firm and tier."""

    def label_from_instance(self, obj: Any) -> str:
        return _("%(firm)s (tier %(tier)s)") % {"firm": obj.firm.name, "tier": obj.tier}


class MoveForm(ReasonForm):
    """Under which member a firm is to stand, and why."""

    upstream = MemberChoice(
        label=_("Directly under"), queryset=Member.objects.none(), empty_label=_("Choose …")
    )
    field_order = ("upstream", "reason")

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Member.objects.joined().filter(consortium=member.consortium_id).exclude(pk=member.pk)
        self.fields["upstream"].queryset = others.select_related("firm")  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    """What a member delivers to, or buys from, another one."""

    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=[("delivers", _("delivers to")), ("buys", _("buys from"))],
        widget=forms.RadioSelect,
    )
    partner = MemberChoice(label=_("Firm"), queryset=Member.objects.none(), empty_label=_("Choose …"))
    product = LineField(label=_("Product"), max_length=120)
    hs_code = forms.CharField(
        label=_("HS/CN code"),
        max_length=14,
        required=False,
        help_text=_("Customs code of the product, 4 to 10 digits, if you know it."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    since = DayField(label=_("Since"))

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Member.objects.present().filter(consortium=member.consortium_id).exclude(pk=member.pk)
        self.fields["partner"].queryset = others.select_related("firm")  # type: ignore[attr-defined]


class LinkEndForm(forms.Form):
    """The last day of a supply link."""

    ended_on = DayField(label=_("Last day"))


class SignatureForm(OperationForm):
    """A name as a signature, after reading."""

    name = LineField(
        label=_("Your name, as your signature"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    has_read = forms.BooleanField(label=_("I have read the agreement and sign it for my firm."))


class ShareField(TypedNumberField):
    """A percentage with at most two decimals; cleans to basis points."""

    units = ("%",)
    default_error_messages = {
        "fraction": _("Enter a percentage with at most two decimals, such as 33.34."),
        "too_large": _("A share is at most 100 %%."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", UnitInput(unit="%"))
        super().__init__(limit=101, **kwargs)

    def to_python(self, value: Any) -> int | None:
        """Return the typed percentage in basis points."""
        text = self.typed(value)
        if not text:
            return None
        number = self.read(text)
        if numbers.decimals(number) > 2:
            raise self.refusal("fraction")
        return int(number * 100)

    def prepare_value(self, value: Any) -> Any:
        """Return stored basis points as a percentage, and what was typed untouched."""
        return f"{value // 100}.{value % 100:02}" if isinstance(value, int) else value


class SharesForm(forms.Form):
    """From which month on, and one share for each consortium that shares the supplier."""

    valid_from = MonthField(
        label=_("From the month"),
        help_text=_("Reductions from the first day of this month on are split by these shares."),
    )

    def __init__(self, *args: Any, consortia: list[Consortium], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consortia = consortia
        part, rest = divmod(WHOLE_BP, len(consortia) or 1)
        for n, consortium in enumerate(consortia):
            self.fields[f"share_{consortium.pk}"] = ShareField(
                label=consortium.name, initial=part + (rest if n == 0 else 0)
            )

    def shares(self) -> dict[Consortium, int]:
        """Return {consortium: basis points}."""
        return {one: self.cleaned_data[f"share_{one.pk}"] for one in self.consortia}
