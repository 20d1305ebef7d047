"""What the state of affairs may forbid about reviewers, panels and scores."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class WeightsDontSum(Refusal):
    message = _("The weights of the programme's criteria come to %(total)s, not to 100. Correct them first.")


class ScoreMissing(Refusal):
    message = _("Give points and a comment for every criterion.")


class PointsOutOfRange(Refusal):
    message = _("Points are whole numbers from 0 to 100.")


class NoCriteria(Refusal):
    message = _("This programme has no criteria to score by; its applications are assessed one by one.")


class NothingToReview(Refusal):
    message = _("No submitted application of this call waits for a panel.")


class PoolEmpty(Refusal):
    message = _("Nobody is in the pool of reviewers today. Add reviewers first.")


class DuePassed(Refusal):
    message = _("Reviewers need a day to come.")


class UnknownPerson(Refusal):
    message = _(
        "Nobody signs in with %(email)s yet. Ask the person to sign up first, then add them to the pool."
    )


class OfficialsDontReview(Refusal):
    message = _("%(person)s reads this programme's cases for an office, so can't be one of its reviewers.")


class InPoolAlready(Refusal):
    message = _("%(person)s is in this programme's pool already. Change that entry instead.")


class PanelClosed(Refusal):
    message = _("The panel is closed; nothing about it changes any more.")


class NotAllIn(Refusal):
    message = _(
        "The panel can't be closed yet: %(waiting)s of its applications wait for scores or for a reviewer."
    )


class ScoredBefore(Refusal):
    message = _(
        "These were corrected and submitted again after they were scored: %(cases)s. Reopen their reviews, "
        "so that the scores are of what is awarded."
    )


class MinutesMissing(Refusal):
    message = _("Write the minutes first; the panel is closed with them.")


class BeforePanel(Refusal):
    message = _("A panel is assessing this application. It is assessed when the panel is closed.")


class NobodyToDraw(Refusal):
    message = _(
        "Nobody could be drawn: everybody in the pool is excluded, drawn already or has enough cases."
    )
