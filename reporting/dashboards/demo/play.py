"""The year of eight consortia: plans, awards, payments, both kinds of chain, readings, verified kilograms."""

from django.db import transaction
from django.utils.translation import override

from core.users.models import User
from programs.models import Call
from reporting.dashboards.demo import (
    advances,
    alterations,
    autumn,
    awards,
    bank,
    batches,
    claiming,
    corrections,
    debts,
    equipment,
    exports,
    founding,
    gaps,
    gifts,
    indirect,
    panels,
    payments,
    plans,
    pledging,
    questions,
    replies,
    setbacks,
    settlements,
    suspicions,
    talk,
    tonnes,
)
from reporting.dashboards.demo.cast import Cast
from reporting.dashboards.demo.scene import Scene

ACTS = (
    founding.appropriate,
    questions.publish,
    founding.form_the_consortia,
    founding.bring_in_the_partners,
    founding.bring_in_the_consulting_body,
    founding.agree_on_shares,
    plans.draft_the_plans,
    founding.sign_the_agreements,
    plans.hand_in_the_plans,
    plans.select_the_plans,
    exports.meet_export_rules,
    awards.apply_for_support,
    awards.decide,
    awards.accept,
    replies.fulfil_a_condition,
    indirect.regrant,
    exports.deliver,
    bank.prepare,
    bank.register_accounts,
    advances.advance,
    payments.pay,
    batches.pay_together,
    batches.pay_again,
    corrections.put_right,
    indirect.pay_through,
    equipment.complete_the_entries,
    equipment.report_half_yearly,
    gifts.agree,
    gifts.hand_on,
    pledging.pledge,
    tonnes.describe_what_gifts_bought,
    exports.serve_them,
    tonnes.measure,
    tonnes.verify,
    settlements.settle_the_chain,
    settlements.send_lines_back,
    gaps.find_gaps,
    suspicions.hand_over,
    autumn.leave_things_open,
    replies.decide_late,
    replies.return_and_answer,
    replies.object_and_answer,
    alterations.change,
    setbacks.take_back,
    debts.recover,
    alterations.leave_open,
    equipment.ask_to_dispose,
    equipment.inspect,
    setbacks.write_to_a_newcomer,
    bank.stand_in_and_wait,
    talk.ask_and_answer,
    talk.keep_notes,
    suspicions.look,
    suspicions.hand_over_again,
    panels.judge,
    claiming.claim,
    autumn.take_stock,
)


def play(call: Call, cast: Cast, system: User) -> Scene:
    """Play every act in order, all or none, with Korean words in the records, as the screens leave them."""
    scene = Scene(call, cast, system)
    with transaction.atomic(), override("ko"):
        for act in ACTS:
            act(scene)
    return scene
