"""Every paper that was handed in for the cases: its name, its SHA-256, for what, by whom, what it bears."""

from collections import defaultdict
from typing import Any

from django.db.models import Q

from core.evidence.models import Attachment
from disbursements.queries.files import KINDS, files_of, whose_files
from reporting.dashboards.queries.causes import Cause
from reporting.documents.facts.scope import Chain
from reporting.statements.reproducing import signed_of

#: cases that cause transfers and own the papers that bear them
MOVED = ("payment", "pass_through", "gift_use", "pledge_gift", "pledge_cash", "settlement")
#: on these papers of an application its award rests
AWARDED_ON = ("cost_item", "handed_in", "answer")


def collect(chain: Chain) -> dict[str, Any]:
    """Return the papers, kind of case by kind of case, the oldest first."""
    found = Attachment.objects.filter(_belonging(chain)).select_related("blob", "uploaded_by").order_by("pk")
    papers = sorted(found, key=lambda paper: KINDS.index(str(paper.owner_kind)))
    borne = _borne(chain, papers)
    return {"evidence": [_paper(paper, borne[paper.pk]) for paper in papers]}


def _belonging(chain: Chain) -> Q:
    """Return which papers they are; of the anchor, in the dossier of a part, its certificates alone."""
    consortium = chain.consortium
    return (
        files_of(
            cases=chain.case_ids,
            firms=chain.firm_ids | ({consortium.anchor_id} if chain.is_whole else set()),
            programs=[consortium.program_id],
            consortia=[consortium.pk] if chain.is_whole else [],
        )
        | Q(owner_kind="firm", owner_id=consortium.anchor_id)
        | Q(owner_kind="measure", owner_id__in=[measure.pk for measure in chain.measures])
    )


def _borne(chain: Chain, papers: list[Attachment]) -> dict[int, set[Cause]]:
    """Return {paper: what caused the transfers that it bears}: payments, awards, signed statements."""
    found: dict[int, set[Cause]] = defaultdict(set)
    for paper in papers:
        if paper.owner_kind in MOVED:
            found[paper.pk].add((str(paper.owner_kind), int(paper.owner_id or 0)))
    awarded_on = [paper for paper in papers if paper.owner_kind in AWARDED_ON]
    for pk, whose in whose_files(awarded_on).items():
        found[pk] |= {("application", one.pk) for one in whose if one.way == "case"}
    readings = {
        measure.pk: [reading for meter in measure.meters.all() for reading in meter.readings.all()]
        for measure in chain.measures
    }
    for statement in chain.statements:
        for reading in signed_of(statement, readings[statement.measure_id]):
            if reading.evidence_id:
                found[reading.evidence_id].add(("statement", statement.pk))
    return found


def _paper(paper: Attachment, borne: set[Cause]) -> dict[str, Any]:
    return {
        "kind": paper.owner_kind,
        "purpose": paper.purpose,
        "filename": paper.filename,
        "size": paper.blob.size,
        "sha256": paper.blob.sha256,
        "uploaded_at": paper.uploaded_at,
        "uploaded_by": str(paper.uploaded_by),
        "bears": [list(cause) for cause in sorted(borne)],
    }
