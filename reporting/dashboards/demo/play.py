"""The year of one chain: plan, application, award, payment, money passed on, readings, verified kilograms."""

from django.db import transaction
from django.utils.translation import override

from core.users.models import User
from programs.models import Call, Consortium
from reporting.dashboards.demo import money, plan, tonnes
from reporting.dashboards.demo.scene import Scene

ACTS = (
    plan.form_the_consortium,
    plan.have_the_plan_selected,
    plan.apply_for_support,
    plan.decide_and_accept,
    money.pay,
    money.link_tier_two,
    money.pass_money_on,
    tonnes.measure,
    tonnes.verify,
    tonnes.close_the_month,
)


def play(call: Call, people: dict[str, User], system: User) -> Consortium:
    """Play every act in order, all or none, with Korean words in the records, as the screens leave them."""
    scene = Scene(call, people, system)
    with transaction.atomic(), override("ko"):
        for act in ACTS:
            act(scene)
    return scene.consortium
