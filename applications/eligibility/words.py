"""What the reasons say, and what can be done: {rule: {reason: (reason in words, way to mend it)}}."""

from typing import Any

from django.utils.translation import gettext_lazy as _

NOTHING_TO_DO = ""

_OTHER_FILE = _("Take this cost item out, or withdraw the other application.")
_ONCE = {
    "once": (_("Looked at: %(count)s. None serves another application."), NOTHING_TO_DO),
    "awarded": (_("“%(what)s” serves another application, which was awarded."), _OTHER_FILE),
    "awarded_sibling": (
        _("“%(what)s” serves an application in another programme, which was awarded."),
        _OTHER_FILE,
    ),
    "asked": (
        _("“%(what)s” also stands in another application that is not decided yet."),
        _("Only one of the two can be supported: explain, or take it out of one of them."),
    ),
    "asked_sibling": (
        _("“%(what)s” also stands in an application to another programme that is not decided yet."),
        _("Only one of the two can be supported: explain, or take it out of one of them."),
    ),
}

WORDS: dict[str, dict[str, tuple[Any, Any]]] = {
    "size_certificate": {
        "valid": (_("Certificate %(number)s is valid until %(until)s."), NOTHING_TO_DO),
        "missing": (
            _("There is no size certificate."),
            _("Hand in a size certificate that is valid today."),
        ),
        "expired": (
            _("Certificate %(number)s was valid until %(until)s."),
            _("Hand in a size certificate that is valid today."),
        ),
        "expired_since": (
            _("Certificate %(number)s, frozen at submission, was valid until %(until)s."),
            _("Nothing is needed for this application; a new one needs a new certificate."),
        ),
    },
    "business_standing": {
        "not_closed": (_("The list of %(on)s doesn't call the firm closed or suspended."), NOTHING_TO_DO),
        "closed": (
            _("The firm closed down on %(on)s, as the imported list says."),
            _("If the list is wrong, have the tax office correct it; the office imports it anew."),
        ),
        "closing": (
            _("The firm closes down on %(on)s, as the imported list says."),
            _("Ask the firm who goes on with the undertaking before deciding."),
        ),
        "suspended": (
            _("The firm's business is suspended, as the list of %(on)s says."),
            _("Ask the firm when its business goes on before deciding."),
        ),
        "no_list": (
            _("No list of closed businesses was imported yet, so nothing could be compared."),
            _("The office imports the tax office's list."),
        ),
    },
    "caps": {
        "within": (_("No cap is passed; caps looked at: %(count)s."), NOTHING_TO_DO),
        "cut": (
            _("The caps of the programme cut the support by %(cut)s won."),
            _("Plan a higher self-burden, or fewer cost items."),
        ),
        "exceeded": (
            _("%(whose)s: %(used)s of the cap of %(cap)s won are awarded already."),
            _("At most %(left)s won can be awarded: lower the amount."),
        ),
    },
    "call_open": {
        "open": (_("The call takes applications until %(deadline)s."), NOTHING_TO_DO),
        "not_bound": (
            _("The call's deadline doesn't bind an indirect subsidy: it is proposed after it."),
            NOTHING_TO_DO,
        ),
        "corrected": (_("It was first submitted while the call was open."), NOTHING_TO_DO),
        "corrected_late": (
            _("It was first submitted in time, on %(first)s; the call closed on %(deadline)s."),
            _("Submit the correction soon: the office can't decide without it."),
        ),
        "landed_late": (
            _("Begun before the deadline, %(deadline)s, it landed within the %(seconds)s seconds after it."),
            _("Look at both moments on the receipt before you decide."),
        ),
        "not_open": (_("The call opens on %(opens)s."), _("Submit once the call is open.")),
        "closed": (
            _("The call closed on %(deadline)s."),
            _("Applications are not taken any more; look for the next call."),
        ),
    },
    "exclusion": {
        "not_excluded": (_("Nothing that excludes the firm is on record."), NOTHING_TO_DO),
        "own_boundary": (
            _("%(firm)s takes part in the emissions trading scheme."),
            _("Its own reductions can't be registered as external projects; plan without them."),
        ),
        "trading_scheme": (
            _("%(firm)s takes part in the emissions trading scheme, and such firms aren't supported."),
            _("If that is no longer so, change the firm's record first."),
        ),
    },
    "sanctions": {
        "not_sanctioned": (
            _("No ministry excludes the firm, and no settlement handed in late weighs on its next award."),
            NOTHING_TO_DO,
        ),
        "cut": (
            _("%(firm)s handed a settlement in %(months)s months late."),
            _("Its next subsidy can be cut by up to %(percent)s %%: say in the decision whether it is."),
        ),
        "sanctioned": (
            _("%(firm)s is excluded from subsidised undertakings until %(until)s."),
            _("It can be supported again from the day after."),
        ),
    },
    "quote_once": _ONCE,
    "serial_once": _ONCE,
    "invoice_once": _ONCE,
    "supplier_apart": {
        "apart": (_("Suppliers looked at: %(count)s. None is known to be tied to the firm."), NOTHING_TO_DO),
        "itself": (
            _("%(supplier)s is the applicant itself."),
            _("Buy from another supplier: a firm's own supply isn't supported."),
        ),
        "same_hands": (
            _("%(supplier)s has the same representative and the same address as the applicant."),
            _("Buy from a supplier that is independent of your firm."),
        ),
        "same_person": (
            _("%(supplier)s has a representative of the same name as the applicant's."),
            _("Explain that the two are different persons, or buy from another supplier."),
        ),
        "same_place": (
            _("%(supplier)s has the same address as the applicant."),
            _("Explain that the two firms are independent, or buy from another supplier."),
        ),
    },
    "not_split": {
        "no_threshold": (_("The programme asks for no competing quotes."), NOTHING_TO_DO),
        "whole": (
            _("No purchase is cut into parts below %(threshold)s won, where competing quotes begin."),
            NOTHING_TO_DO,
        ),
        "same_supplier": (
            _(
                "Purchases from %(supplier)s below %(threshold)s won each come to %(total)s won together "
                "(number: %(count)s)."
            ),
            _("If they belong together, ask for competing quotes for all; else explain why they don't."),
        ),
        "same_thing": (
            _(
                "“%(what)s” is bought from %(supplier)s in parts below %(threshold)s won that come to "
                "%(total)s won together (number: %(count)s)."
            ),
            _("Make one cost item of them, with competing quotes."),
        ),
    },
    "as_quoted": {
        "as_quoted": (_("Costs looked at: %(count)s. Each is what its quote comes to."), NOTHING_TO_DO),
        "above": (
            _("“%(what)s” is to cost %(cost)s won, more than the %(quoted)s won of its quote."),
            _("Lower the cost, or hand in the quote it rests on."),
        ),
        "below": (
            _("“%(what)s” is to cost %(cost)s won, less than the %(quoted)s won of its quote."),
            _("Correct the cost or the sum of the quote, or explain which part is not applied for."),
        ),
    },
    "competing_quotes": {
        "not_wanted": (_("The programme wants no certain number of quotes."), NOTHING_TO_DO),
        "enough": (
            _("Whatever costs %(threshold)s won or more has quotes of %(wanted)s suppliers."),
            NOTHING_TO_DO,
        ),
        "too_few": (
            _(
                "“%(what)s” costs %(threshold)s won or more and has quotes of %(count)s suppliers; "
                "%(wanted)s are wanted."
            ),
            _("Add quotes of other suppliers and say why you chose one, or explain why there are none."),
        ),
        "no_reason": (
            _("“%(what)s” has %(count)s quotes, and it is not said why this one was chosen."),
            _("Say why you chose this quote."),
        ),
    },
    "baseline": {
        "enough": (_("Baselines looked at: %(count)s. None lacks a month."), NOTHING_TO_DO),
        "not_yet": (
            _("“%(measure)s” has %(months)s of %(least)s months before operation."),
            _("Enter the months before operation before the new equipment runs."),
        ),
        "too_short": (
            _("“%(measure)s” is in operation with %(months)s of %(least)s months before it."),
            _("Enter the missing months before operation, each with its evidence."),
        ),
    },
    "budget": {
        "enough": (_("%(amount)s won are asked, %(left)s won are left."), NOTHING_TO_DO),
        "short_now": (
            _("%(amount)s won are asked, but only %(left)s won are left at the moment."),
            _("It can be handed in; it is awarded only if others give money up or the budget grows."),
        ),
        "short": (
            _("%(amount)s won are to be awarded, but only %(left)s won are left."),
            _("Lower the amount or free some first."),
        ),
    },
}
