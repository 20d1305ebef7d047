"""Lives in the order in which they are lived: chapters of moves, so that each kind is played with something ready."""

#: a request from its draft to the bank's word
ASKED = "draft_payment add_line submit_payment check_payment"
PAID = f"{ASKED} approve_payment register_account release_payment confirm_payment"
#: what comes to a firm of the chain has to be handed on; elsewhere there is nothing to do
THROUGH = "hand_on confirm_money"

FIRST = (
    f"draft draft add_cost add_cost submit submit assess assess award award accept accept {PAID} "
    "propose_contribution record_contribution accept give confirm_money use_gift "
    f"propose_regrant edit add_cost submit assess award accept rename refuse_change {PAID} {THROUGH} {PAID} give_back "
    "reallocate approve_change move_end approve_change reallocate withdraw_change "
    "ask_to_hand_over decline_hand_over ask_to_hand_over agree_to_hand_over approve_change "
    "meter calculate submit_statement assign_verifier verify"
)
LINES = (
    "draft_payment add_line add_evidence remove_evidence add_evidence add_line remove_line add_line "
    "submit_payment refuse_line ask_waiver grant_waiver clear_gap correct_line submit_payment check_payment "
    f"approve_payment release_payment confirm_payment {THROUGH} approve_payment release_payment "
    f"confirm_payment {THROUGH} cancel_invoice clear_gap match_passed clear_gap"
)
BANK = (
    "change_account refuse_account change_account confirm_account set_limit compose_batch dissolve_batch "
    f"delegate {ASKED} approve_as_stand_in compose_batch add_to_batch take_from_batch add_to_batch "
    f"release_batch answer_of_bank reconcile_again explain_entry money_comes_back release_payment "
    f"return_from_bank release_payment confirm_payment {THROUGH} "
    f"{ASKED} approve_payment release_as_stand_in confirm_payment {THROUGH} revoke_delegation"
)
THINGS = (
    "complete_asset open_report report_asset ask_disposal withdraw_disposal ask_disposal recommend_disposal "
    "refuse_disposal ask_disposal recommend_disposal approve_disposal propose_disposal_debt rate_lower plan_inspection "
    "drop_inspection plan_inspection raise_finding answer_points answer_finding reopen_finding "
    "answer_finding close_finding conclude_inspection"
)
DEBTS = (
    "propose_debt drop_debt propose_debt order_debt charge_surcharge order_debt charge_interest order_debt "
    "charge_late_fee order_debt pay_debt pay_debt pay_debt pay_debt propose_debt order_debt withdraw_debt "
    "propose_debt order_debt agree_instalments miss_instalment write_off "
    f"propose_debt order_debt {ASKED} set_off lift_set_off set_off approve_payment release_payment "
    "confirm_payment ask_of_debtor check_payment set_off approve_payment release_payment confirm_set_off "
    f"{THROUGH} pay_debt {PAID} propose_from_conduit order_debt pay_debt"
)
STAGES = (
    "draft_advance change_advance submit_payment check_payment approve_payment register_account "
    "release_payment confirm_payment ask_against_advance check_payment cover_lines "
    f"{PAID} {THROUGH} ask_for_held_back submit_payment check_payment approve_payment release_payment "
    "confirm_payment"
)
PLEDGE = (
    "promise pay_in give_cash dispute_gift give_cash confirm_gift use_cash return_gift pay_back "
    "give_in_kind recognise_in_kind give_in_kind refuse_in_kind"
)
ENDING = (
    "clear_gap clear_gap ask_waiver grant_waiver ask_waiver grant_waiver complete_asset complete_asset complete_asset give confirm_money "
    "open_settlement state_settlement order_correction return_settlement state_settlement confirm_line "
    "confirm_line check_settlement send_settlement_back check_settlement confirm_settlement record_interest "
    "pay_debt pay_debt close_grant open_settlement_by_clock "
    "prepare_year_close withdraw_year_close prepare_year_close decide_year_close"
)
#: of a grant to which nothing happens: paid, installed, settled, closed
PLAIN = (
    f"draft add_cost submit assess award accept {PAID} complete_asset plan_inspection answer_points "
    "conclude_inspection open_settlement state_settlement confirm_line check_settlement "
    "confirm_settlement record_interest close_grant"
)
CHAPTERS = (LINES, STAGES, BANK, THINGS, DEBTS, PLEDGE, ENDING)


def whole_life() -> list[str]:
    """
    Return moves in the order of a life: awarded, paid, handed on, verified, inspected, recovered, settled.

    Before it a plain one, to the end: where much happened, something is always open still.
    """
    return " ".join((PLAIN, FIRST, *CHAPTERS)).split()


def warm_up(seed: int) -> list[str]:
    """
    Return the first chapter and one more, each step twice, so that short plays reach the end of a life.

    One time in four, nothing.
    """
    if not seed % 4:
        return []
    return [name for name in f"{FIRST} {CHAPTERS[seed % len(CHAPTERS)]}".split() for _ in range(2)]
