"""What a table of factors can be refused for."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class RoundTaken(Refusal):
    message = _("There is a table of this purpose, family and approval round already.")


class CodeUnfit(Refusal):
    message = _(
        "“%(code)s” is no code of this family. Codes are written as grid_electricity; as city_gas_ncv, _gcv, "
        "_co2, _ch4 or _n2o of a fuel; as gwp_ch4 of a gas."
    )


class UnitUnfit(Refusal):
    message = _("A factor “%(code)s” can't be in %(unit)s. Write its unit as %(example)s, for instance.")


class NoSuchRow(Refusal):
    message = _("The table has no factor “%(code)s”.")


class NothingToPropose(Refusal):
    message = _("The table has no factors yet. Enter or import them first.")


class NotApproved(Refusal):
    message = _("Only an approved table can be used.")


class MonthUnfit(Refusal):
    message = _("Name the first day of a month.")


class InUseAlready(Refusal):
    message = _("The programme uses this table in %(month)s already.")


class MonthsSigned(Refusal):
    message = _(
        "Signed statements rest on the factors of %(months)s. Their version can't be changed: start with a "
        "later month."
    )
