"""Telling those who act next. Called within the operation that moves the case."""

import datetime as dt
from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.models import Application, AwardCondition, Objection
from applications.periods import past_deadline
from applications.workflow import Status
from core.inbox import operations as inbox
from core.inbox.operations import (
    Addressee,
    close_items,
    firm,
    hand_to,
    office,
    open_item,
    open_items,
    person_of,
)
from core.inbox.registry import EVERYBODY, FIRMS, OFFICES, Group, How
from core.users.models import Role, User
from core.workflow import clock
from programs.addressees import offices_of, those_who_handle
from programs.models import Consortium, Member

SUBJECT = "application"
CASES = Group("applications", _("Plans and applications"), 10)
CONDITION, OBJECTED = "condition", "objection"
OBJECTION = "applications:objection"


class Subject(NamedTuple):
    """What an inbox item is about where its page is that of another: a condition lives on its case's page."""

    pk: int
    public_id: str


def declare_kinds() -> None:
    """Declare the kinds of inbox items of this room, their words and where they lead."""
    case = "applications:detail"
    CASES.about(SUBJECT, page=case, offices=offices_of(Application, "call__program"))
    draft = {"climbs": False, "over": past_deadline}  # nobody but the firm knows of a draft
    CASES.declare("finish_draft", _("Finish and submit"), "applications:resume", FIRMS, **draft)
    CASES.declare("submit_draft", _("Check and submit: your colleague has prepared it"), case, FIRMS, **draft)
    CASES.declare("correct_application", _("Correct and submit again"), case, FIRMS, is_legal=True)
    CASES.declare("select_plan", _("Select or refuse the plan"), case, OFFICES, within_days=30)
    CASES.declare("assess_application", _("Assess the application"), case, OFFICES, within_days=30)
    CASES.declare("award_application", _("Decide on the award"), case, OFFICES, within_days=14)
    CASES.declare("record_contribution", _("Record the private contribution"), case, OFFICES, within_days=14)
    CASES.declare("accept_award", _("Accept the award"), "disbursements:accept", FIRMS, is_legal=True)
    CASES.declare("application_refused", _("Refused"), case, FIRMS, is_legal=True)
    CASES.declare("plan_selected", _("The plan was selected"), case, FIRMS, is_legal=True)
    CASES.declare("contribution_proposed", _("A contribution to your firm was proposed"), case, FIRMS)
    CASES.declare("award_declined", _("The award was declined"), case, OFFICES)
    CASES.declare("complete_regrant", _("Complete and submit: subsidy is proposed to your firm"), case, FIRMS)
    CASES.declare("regrant_retracted", _("What was to be handed on to your firm was withdrawn"), case, FIRMS)
    CASES.declare("regrant_declined", _("The firm below withdrew its application"), case, FIRMS)
    CASES.declare(
        "regrant_awarded",
        _("Subsidy that you proposed to hand on was awarded"),
        case,
        FIRMS,
        default=How.DIGEST,
    )
    CASES.about(CONDITION, page=case, offices=offices_of(AwardCondition, "application__call__program"))
    CASES.about(OBJECTED, page=OBJECTION, offices=offices_of(Objection, "application__call__program"))
    CASES.declare(
        "award_lapsed",
        _("The award was withdrawn: nobody accepted it in time"),
        case,
        EVERYBODY,
        is_legal=True,
    )
    CASES.declare("fulfil_condition", _("Fulfil a condition of the award"), case, FIRMS, is_legal=True)
    CASES.declare(
        "judge_condition", _("Look whether a condition is fulfilled"), case, OFFICES, within_days=14
    )
    CASES.declare("answer_objection", _("Answer the objection"), OBJECTION, OFFICES, is_legal=True)
    CASES.declare(
        "objection_put_off", _("The answer to your objection takes longer"), OBJECTION, FIRMS, is_legal=True
    )
    CASES.declare("objection_answered", _("Your objection was answered"), OBJECTION, FIRMS, is_legal=True)
    CASES.declare("apply_for_support", _("You can apply for support now"), "applications:draft", FIRMS)


def waits_for(
    application: Application,
    kind: str,
    *to: Addressee,
    by: User,
    at: dt.datetime,
    due_on: dt.date | None = None,
    by_letter: bool = False,
) -> None:
    """Take the case out of every inbox and put it into those of whoever acts next."""
    by_letter = by_letter or _is_written(application, kind)
    hand_to(*to, kind=kind, **_facts(application), by=by, at=at, due_on=due_on, by_letter=by_letter)


def taken_up_again(application: Application, *, by: User, at: dt.datetime) -> None:
    """Take a draft back from the representatives who were asked to submit it: it is being changed again."""
    if is_before_representatives(application):
        waits_for_applicant(application, applicant(application), by=by, at=at)


def is_before_representatives(application: Application) -> bool:
    """Say whether the firm's representatives were asked to submit the draft as it is."""
    return open_items(SUBJECT, application.pk).filter(kind="submit_draft").exists()


def waits_for_applicant(application: Application, to: Addressee, *, by: User, at: dt.datetime) -> None:
    """
    Put a draft, or a case returned for correction, into the inbox of whoever goes on with it.

    A return is a demand by law: the representatives keep it, whichever colleague it was handed to.
    """
    if application.status != Status.RETURNED:
        return waits_for(application, "finish_draft", to, by=by, at=at, due_on=due_on(application))
    people = [to]
    if to.user:
        is_one_of_them = to.user.has_role(Role.REPRESENTATIVE, clock.day(at))
        people = [*([] if is_one_of_them else people), applicants_representatives(application)]
    return waits_for(application, "correct_application", *people, by=by, at=at)


def due_on(application: Application) -> dt.date | None:
    """Return the day until which a draft should be submitted; a correction and a proposal have none."""
    is_bound = application.submitted_at is None and not application.is_indirect
    return application.deadline.day if is_bound else None


def nobody_waits(application: Application, *, by: User, at: dt.datetime) -> None:
    """Take the case out of every inbox."""
    close_items(subject_kind=SUBJECT, subject_id=application.pk, by=by, at=at)


def tell(application: Application, kind: str, to: Addressee, *, at: dt.datetime) -> None:
    """Put a notice about the case into an inbox."""
    inbox.tell(to, kind=kind, **_facts(application), at=at, by_letter=_is_written(application, kind))


def tell_parent(application: Application, kind: str, *, at: dt.datetime) -> None:
    """Tell the firm above what became of what it proposed to hand on."""
    if not application.is_indirect or application.parent is None:
        return
    open_item(
        key=f"{kind}:{application.pk}:{application.changes.count()}",
        kind=kind,
        subject=application.parent,
        subject_kind=SUBJECT,
        about=f"{application.firm} · {application.title}",
        to=firm(application.parent.firm_id),
        at=at,
        is_notice=True,
    )


def _is_written(application: Application, kind: str) -> bool:
    """Say whether the decision behind an item reaches everybody of the firm as a letter anyway."""
    return application.is_subsidy and kind in ("application_refused", "accept_award")


def _facts(application: Application) -> dict[str, Any]:
    """Return what the inbox knows of a case at the step it has reached."""
    return {
        "subject": application,
        "subject_kind": SUBJECT,
        "about": _about(application),
        "step": application.changes.count(),
    }


def _about(application: Application) -> str:
    return f"{application.firm} · {application.title}"


def silence_reason(deadline: str) -> str:
    """Return why an award was withdrawn that nobody accepted until then."""
    return gettext("Not accepted until %(deadline)s.") % {"deadline": deadline}


def award_lapsed(application: Application, *, at: dt.datetime) -> None:
    """Tell the firm, who decides and, of subsidy handed on, the firm above that an award was not accepted."""
    approvers = ministry(application, Role.APPROVING_OFFICER)
    whose = receiver(application)  # who is written a letter about it
    told = [(application, whose), (application, approvers)]
    if application.is_indirect and application.parent is not None:
        told.append((application.parent, firm(application.parent.firm_id)))
    for nth, (subject, to) in enumerate(told):
        open_item(
            key=f"award_lapsed:{application.pk}:{application.changes.count()}:{nth}",
            kind="award_lapsed",
            subject=subject,
            subject_kind=SUBJECT,
            about=_about(application),
            to=to,
            at=at,
            is_notice=True,
            by_letter=to is whose,
        )


def condition_waits(condition: AwardCondition, *, at: dt.datetime) -> None:
    """Put a condition among the firm's work, until its last day."""
    _open_condition(condition, "fulfil_condition", firm(condition.application.firm_id), at=at)


def condition_reported(condition: AwardCondition, *, by: User, at: dt.datetime) -> None:
    """Hand a condition from the firm to those who look whether it is fulfilled."""
    condition_done(condition, by=by, at=at)
    for nth, to in enumerate(handling_offices(condition.application)):
        _open_condition(condition, "judge_condition", to, at=at, nth=nth)


def condition_done(condition: AwardCondition, *, by: User, at: dt.datetime) -> None:
    """Take a condition out of every inbox."""
    close_items(subject_kind=CONDITION, subject_id=condition.pk, by=by, at=at)


def _open_condition(
    condition: AwardCondition, kind: str, to: Addressee, *, at: dt.datetime, nth: int = 0
) -> None:
    application, step = condition.application, condition.changes.count()
    open_item(
        key=f"{kind}:{condition.pk}:{step}" + (f":{nth}" if nth else ""),
        kind=kind,
        subject=Subject(condition.pk, application.public_id),
        subject_kind=CONDITION,
        about=f"{condition.text[:80]} · {_about(application)}",
        to=to,
        due_on=condition.due_on,
        at=at,
    )


def objection_waits(objection: Objection, *, at: dt.datetime) -> None:
    """Put an objection among the work of the approving officers, until the day of its answer."""
    open_item(
        key=f"answer_objection:{objection.pk}:{objection.due_on}",
        kind="answer_objection",
        subject=objection,
        subject_kind=OBJECTED,
        about=_about(objection.application),
        to=ministry(objection.application, Role.APPROVING_OFFICER),
        due_on=objection.due_on,
        at=at,
    )


def objection_done(objection: Objection, *, by: User, at: dt.datetime) -> None:
    """Take an objection out of every inbox."""
    close_items(subject_kind=OBJECTED, subject_id=objection.pk, by=by, at=at)


def tell_firm_of(objection: Objection, kind: str, *, at: dt.datetime) -> None:
    """Tell the firm what became of its objection."""
    open_item(
        key=f"{kind}:{objection.pk}",
        kind=kind,
        subject=objection,
        subject_kind=OBJECTED,
        about=_about(objection.application),
        to=firm(objection.application.firm_id),
        at=at,
        is_notice=True,
        by_letter=kind == "objection_answered",
    )


def tell_partners_to_apply(plan: Application, *, at: dt.datetime) -> None:
    """Tell every joined tier-1 partner that its consortium's plan was selected."""
    consortium: Consortium = plan.consortium
    for member in Member.objects.applying().filter(consortium=consortium):
        open_item(
            key=f"apply_for_support:{member.pk}:{plan.pk}",
            kind="apply_for_support",
            subject=consortium,
            subject_kind="consortium",
            about=consortium.name,
            to=firm(member.firm_id),
            at=at,
            is_notice=True,
        )


def applicant(application: Application) -> Addressee:
    """Address everybody who acts for the firm that writes the case."""
    return firm(application.applicant_id or application.firm_id)


def receiver(application: Application) -> Addressee:
    """Address everybody who acts for the firm that would receive the support."""
    return firm(application.firm_id)


def representative(application: Application) -> Addressee:
    """Address the representatives of the firm that would receive the support."""
    return firm(application.firm_id, Role.REPRESENTATIVE)


def applicants_representatives(application: Application) -> Addressee:
    """Address the representatives of the firm that writes the case."""
    return firm(application.applicant_id or application.firm_id, Role.REPRESENTATIVE)


def colleague(application: Application, user: User) -> Addressee:
    """Address one person of the firm that writes the case by name, as long as they act for it."""
    return person_of(application.applicant_id or application.firm_id, user)


def handling_offices(application: Application) -> list[Addressee]:
    """Address those who handle the case."""
    return those_who_handle(application.call.program)


def ministry(application: Application, role: str) -> Addressee:
    """Address the holders of a role in the ministry that answers for the programme."""
    return office(application.call.program.office_id, role)
