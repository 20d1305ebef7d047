"""What a change does, grant by grant, in sentences: budget, schedule, chain."""

from django.utils.translation import gettext as _

from core.ui.formats import day
from core.ui.templatetags.ui import won
from disbursements import effects
from disbursements.changes.holders import named
from disbursements.changes.outlook import Outlook
from disbursements.effects import Effect
from disbursements.models import ChangeKind, Grant
from disbursements.queries import TreeNode
from disbursements.workflow import GrantStatus


def consequences(grant: Grant, kind: str, outlook: Outlook) -> list[Effect]:
    """Return what the change does to the grant and to those below it, parents first."""
    if kind == ChangeKind.SUSPENSION and grant.status == GrantStatus.SUSPENDED:
        sentence = _("Stays suspended until %(new)s instead of %(old)s.")
        days = {"new": outlook.lines[0].new, "old": outlook.lines[0].old}
        return [Effect(0, grant.firm, grant, sentence % days)]
    if kind == ChangeKind.SUSPENSION:
        return effects.of_suspending(grant)
    nodes = effects.running(grant)
    found = [Effect(0, grant.firm, grant, sentence) for sentence in _here(grant, kind, outlook)]
    found += [Effect(node.depth, node.grant.firm, node.grant, _below(kind, node)) for node in nodes[1:]]
    return found


def _passes(grant: Grant, outlook: Outlook) -> str:
    """Say that the grant passes to another firm, with all that goes along."""
    sentence = _(
        "Passes from %(old)s to %(new)s with the approval: rights and duties, measures, and what waits to be "
        "done. What %(old)s did until then stays on record as its own."
    )
    to = named(outlook.lines)
    if outlook.support.rows:
        return sentence % {"old": grant.firm, "new": to}
    again = _("The support is computed again by the size of %(new)s; it can only fall.")
    return f"{sentence % {'old': grant.firm, 'new': to}} {again % {'new': to}}"


def _here(grant: Grant, kind: str, outlook: Outlook) -> list[str]:
    if kind == ChangeKind.HAND_OVER:
        passes = _passes(grant, outlook)
        return [passes, *_of_support(grant, outlook)] if outlook.support.rows else [passes]
    if kind == ChangeKind.END_DATE:
        return [
            _("Ends on %(new)s instead of %(old)s. The support stays as it is.")
            % {"new": outlook.lines[0].new, "old": outlook.lines[0].old or "–"}
        ]
    return _of_support(grant, outlook)


def _of_support(grant: Grant, outlook: Outlook) -> list[str]:
    """Say what becomes of the support."""
    support = outlook.support
    if not support.back_won:
        return [_("The support stays at %(won)s.") % {"won": won(support.before_won)}]
    where = grant.parent.firm if grant.parent else _("the call's budget")
    sentence = _(
        "The support goes from %(before)s to %(after)s by the rules and caps of the application's day: "
        "%(back)s go back to %(where)s."
    )
    words = {"before": won(support.before_won), "after": won(support.after_won)}
    return [sentence % {**words, "back": won(support.back_won), "where": where}]


def _below(kind: str, node: TreeNode) -> str:
    if kind == ChangeKind.HAND_OVER:
        return _("Stays linked below it, with all that was agreed.")
    if kind == ChangeKind.END_DATE:
        return _("Still ends on %(day)s.") % {"day": day(node.grant.application.ends_on)}
    stays = _("Keeps %(own)s of its own and %(regrant)s to hand on.")
    own = node.figures.awarded - node.figures.reduced
    return stays % {"own": won(own), "regrant": won(node.figures.regrant)}
