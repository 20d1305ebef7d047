"""What holds the amounts of a payment request to its lines, to advances and to what is held back."""

import pgtrigger

#: SQL of what all accepted lines of the request come to
_ACCEPTED = (
    "(SELECT coalesce(sum(subsidised_won), 0) FROM disbursements_paymentline"
    " WHERE request_id = NEW.id AND status = 'ACCEPTED')"
)


def asks_for_its_lines() -> pgtrigger.Trigger:
    """
    Return the trigger that holds what is asked to the lines offered, and what is paid to the accepted.

    An advance and what was held back are asked for without lines. Of the accepted lines a part may be covered
    by an advance and a part be kept back; what was kept back is paid once.
    """
    return pgtrigger.Trigger(
        name="asks_for_its_lines",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        declare=[("bare", "boolean")],
        func=(
            "bare = NEW.kind IN ('ADVANCE', 'HOLD_BACK');"
            " IF OLD.status NOT IN ('DRAFTED', 'RETURNED')"
            " AND (NEW.requested_won, NEW.grant_id) IS DISTINCT FROM (OLD.requested_won, OLD.grant_id)"
            " OR NEW.kind <> OLD.kind THEN"
            " RAISE EXCEPTION 'asks_for_its_lines: the amount asked is fixed'; END IF;"
            " IF NEW.status = 'SUBMITTED' AND OLD.status <> 'SUBMITTED' AND (NEW.requested_won = 0 OR"
            " bare AND EXISTS (SELECT 1 FROM disbursements_paymentline WHERE request_id = NEW.id) OR"
            " NOT bare AND NEW.requested_won <> (SELECT coalesce(sum(subsidised_won), 0)"
            " FROM disbursements_paymentline WHERE request_id = NEW.id AND status = 'OFFERED')) THEN"
            " RAISE EXCEPTION 'asks_for_its_lines: the amount asked is the sum of the lines'; END IF;"
            " IF NEW.status IN ('CHECKED', 'APPROVED', 'RELEASED', 'CONFIRMED', 'COVERED') AND ("
            " EXISTS (SELECT 1 FROM disbursements_paymentline"
            " WHERE request_id = NEW.id AND status = 'OFFERED') OR"
            " NEW.payable_won + NEW.covered_won + NEW.kept_won"
            " <> (CASE WHEN bare THEN NEW.requested_won ELSE <accepted> END)) THEN"
            " RAISE EXCEPTION 'asks_for_its_lines: what is payable is the sum of the accepted lines'; END IF;"
            " IF NEW.kind = 'HOLD_BACK' AND NEW.status = 'CHECKED' AND OLD.status <> 'CHECKED' AND"
            " NEW.payable_won + (SELECT coalesce(sum(payable_won), 0) FROM disbursements_paymentrequest"
            " WHERE grant_id = NEW.grant_id AND id <> NEW.id AND kind = 'HOLD_BACK'"
            " AND status IN ('CHECKED', 'APPROVED', 'RELEASED', 'CONFIRMED'))"
            " > (SELECT coalesce(sum(kept_won), 0) FROM disbursements_paymentrequest"
            " WHERE grant_id = NEW.grant_id) THEN"
            " RAISE EXCEPTION 'asks_for_its_lines: what was kept back is paid once'; END IF;"
            " RETURN NEW;"
        ).replace("<accepted>", _ACCEPTED),
    )
