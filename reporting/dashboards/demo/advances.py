"""May: a firm asks for an advance; the invoices accepted later are met out of it first."""

from disbursements import operations as disbursements
from programs.models import PaymentKind
from reporting.dashboards.demo import payments
from reporting.dashboards.demo.facts import Stage
from reporting.dashboards.demo.scene import Scene, after, on

#: the firm, and which part of its award in percent
ADVANCED, PERCENT = 22, 30


def advance(scene: Scene) -> None:
    """The firm asks for an advance for its order; it is paid before any invoice."""
    grant, at = scene.grants[ADVANCED], on(5, 6)
    payment = disbursements.draft_payment(
        grant=grant,
        kind=PaymentKind.ADVANCE,
        amount_won=grant.awarded_won * PERCENT // 100,
        by=scene.cast.clerk(ADVANCED),
        at=at,
    )
    payment = disbursements.submit_payment(
        payment=payment, by=scene.cast.partner(ADVANCED), at=after(at, hours=3)
    )
    payments.go_on(scene, payment, ADVANCED, Stage.PAID, at)
