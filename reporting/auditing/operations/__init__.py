"""Drawing samples, noting findings and answering them, having evidence bundled. No case is ever changed."""

from reporting.auditing.operations.bundles import keep_bundle, request_bundle
from reporting.auditing.operations.findings import answer, ask_again, close, raise_finding
from reporting.auditing.operations.samples import draw_sample, end_look

__all__ = [
    "answer",
    "ask_again",
    "close",
    "draw_sample",
    "end_look",
    "keep_bundle",
    "raise_finding",
    "request_bundle",
]
