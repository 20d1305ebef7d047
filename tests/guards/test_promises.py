"""Every step puts work in somebody's inbox: all tables of transitions, and cases that are played through them."""

from random import Random
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from applications import announcements
from core.inbox import promises, registry
from core.inbox.promises import Nobody, Promise, work
from core.users.models import Role
from core.workflow.models import Case
from core.workflow.refusals import Refusal
from tests.guards.walk import label, passed
from tests.guards.walk import models as our_models
from tests.life_cycle.moves import MOVES, decisions
from tests.life_cycle.moves.picking import NothingToDo, Straight
from tests.life_cycle.world import World, build

CASES = [model for model in our_models() if issubclass(model, Case)]
PAID = "draft_payment add_line submit_payment check_payment approve_payment register_account release_payment"
#: a life with its detours: what is returned, bounced, refused and stopped on the way
LIFE = (
    "draft draft add_cost add_cost submit return_for_correction submit submit assess assess award accept refuse "
    f"draft add_cost submit assess award {PAID} return_from_bank release_payment confirm_payment suspend resume "
    "propose_contribution record_contribution accept give dispute_money give confirm_money "
    "draft_payment add_line submit_payment return_payment meter calculate submit_statement assign_verifier "
    "return_statement calculate submit_statement assign_verifier verify "
    "draft add_cost submit assess award_with_condition object_to dismiss_objection accept report_condition "
    "reject_condition report_condition confirm_condition ask_to_suspend recommend_change refuse_change "
    "draft add_cost submit assess award_with_condition object_to uphold_objection assess refuse"
).split()
STEPS = {**MOVES, **{move.__name__: move for move in decisions.MOVES}}


def unpromised(cases: list[Any], promised: dict[Any, Promise]) -> list[str]:
    """Return what the tables do not say: statuses without a row, kinds nobody declared, reasons left out."""
    found = []
    for model in cases:
        promise = promised.get(model)
        rows = promise.table if promise else {}
        found += [
            f"{label(model)}: nobody says who acts in {s}"
            for s in model.transitions.table.keys() ^ rows.keys()
        ]
        for status, kinds in rows.items():
            if isinstance(kinds, Nobody):
                found += [] if kinds else [f"{label(model)}: why does nobody act in {status}?"]
            else:
                found += [f"{label(model)} in {status}: no kind {k}" for k in kinds - registry.kinds().keys()]
                found += [] if kinds else [f"{label(model)} in {status}: no kind at all"]
        if promise and promise.subject_kind not in registry.subjects() and promise.table != {}:
            found += [f"{label(model)}: items about it have no heading"] * any(
                not isinstance(kinds, Nobody) for kinds in rows.values()
            )
    return found


class Watch:
    """Remembers which cases were moved, so that after each move somebody can be asked who knows of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moved: dict[tuple[Any, int], None] = {}
        self.seen: set[tuple[Any, str]] = set()
        for name in ("begin", "move_to"):
            monkeypatch.setattr(Case, name, self.remembering(getattr(Case, name)))

    def remembering(self, step: Any) -> Any:
        def remember(case: Any, *args: Any, **kwargs: Any) -> Any:
            self.moved[type(case), case.pk] = None
            return step(case, *args, **kwargs)

        return remember

    def broken(self, move: str) -> list[str]:
        """
        Return the cases a move has left to nobody.

        One that may wait for others is looked at after every move: it can lose them without moving itself.
        """
        found = []
        for model, pk in self.moved:
            case = model.objects.get(pk=pk)
            self.seen.add((model, case.status))
            if promises.promises()[model].is_broken(case):
                found.append(f"{move}: {label(model)} is {case.status} and waits for nobody")
        declared = promises.promises()
        self.moved = {key: None for key in self.moved if declared[key[0]].waits_for}
        return found


def played(world: World, watch: Watch) -> list[str]:
    """Play a life move by move; return what was left to nobody."""
    rng, found = Straight(7), []
    for name in LIFE:
        try:
            STEPS[name](world, rng)
        except (NothingToDo, Refusal, PermissionDenied):
            continue
        found += watch.broken(name)
    return found


class TestPromises:
    def test_are_made_for_every_status_of_every_case(self):
        rows = sum(len(model.transitions.table) for model in CASES)

        passed("statuses", rows, 35, unpromised(CASES, promises.promises()))

    def test_a_status_left_out_is_caught(self):
        model = CASES[0]
        first, *_rest = model.transitions.table
        planted = Promise(model, "application", {first: work("no_such_kind")})

        assert len(unpromised([model], {model: planted})) == len(model.transitions.table)

    @pytest.mark.django_db
    def test_are_kept_whatever_is_done(self, monkeypatch):
        world, watch = build(Random(7)), Watch(monkeypatch)
        watch.moved.clear()

        found = played(world, watch)

        working = {
            (model, status)
            for model, promise in promises.promises().items()
            for status, kinds in promise.table.items()
            if not isinstance(kinds, Nobody)
        }
        missing = sorted(f"{label(model)} in {status}" for model, status in working - watch.seen)
        assert missing == [
            "applications.Review in DRAWN", "applications.Review in REOPENED", "applications.Review in UNBIASED",
            "auditing.AuditFinding in ANSWERED", "auditing.AuditFinding in OPEN",
            "claims.Claim in FROZEN", "claims.PerformanceDecision in PROPOSED",
            "disbursements.AssetRequest in RECOMMENDED", "disbursements.AssetRequest in REQUESTED",
            "disbursements.Debt in ORDERED", "disbursements.Debt in PROPOSED",
            "disbursements.EntityAudit in DUE", "disbursements.EntityAudit in NAMED",
            "disbursements.EntityAudit in RETURNED", "disbursements.EntityAudit in SUBMITTED",
            "disbursements.Finding in ANSWERED", "disbursements.Finding in OPEN",
            "disbursements.FiscalYearClose in PREPARED", "disbursements.InKind in RECORDED",
            "disbursements.Inspection in PLANNED", "disbursements.PaymentBatch in COMPOSED",
            "disbursements.PledgeGift in RECORDED", "disbursements.Settlement in CHECKED",
            "disbursements.Settlement in DUE", "disbursements.Settlement in RETURNED",
            "disbursements.Settlement in SUBMITTED", "measurement.FactorTable in PROPOSED",
            "programs.AttributionAgreement in PROPOSED",
            "programs.Member in INVITED", "signals.Signal in OPEN",
            "statements.VerificationFinding in ANSWERED", "statements.VerificationFinding in OPEN",
        ], "played elsewhere: tests/applications, auditing, claims, disbursements, factoring, programs, signals, statements"  # fmt: skip
        passed("statuses played", len(watch.seen), 18, found)

    @pytest.mark.django_db
    def test_a_step_that_tells_nobody_is_caught(self, monkeypatch):
        world, watch = build(Random(7)), Watch(monkeypatch)
        monkeypatch.setattr(announcements, "waits_for", lambda *args, **kwargs: None)

        MOVES["draft"](world, Straight(7))

        assert watch.broken("draft")


class TestKinds:
    def test_reach_somebody(self):
        declared = registry.kinds()
        shown = {kind.code for role in Role for _group, kinds in registry.kinds_for([role]) for kind in kinds}

        passed("kinds of items", len(declared), 50, sorted(declared.keys() - shown))

    def test_that_the_law_wants_served_cannot_be_switched_off(self):
        legal = {code for code, kind in registry.kinds().items() if kind.is_legal}

        assert legal >= {
            "accept_award", "application_refused", "plan_selected", "correct_application", "correct_payment",
            "grant_suspended", "grant_shrunk", "grant_cancelled",
        }  # fmt: skip
        assert {registry.kind(code).how("INBOX") for code in legal} == {registry.How.AT_ONCE}
