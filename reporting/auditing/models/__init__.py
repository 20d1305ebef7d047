"""Samples and what was drawn, what auditors found, bundles of evidence."""

from reporting.auditing.models.bundles import EvidenceBundle
from reporting.auditing.models.findings import AuditFinding, AuditFindingChange
from reporting.auditing.models.samples import Sample, SampleItem, Stratum

__all__ = ["AuditFinding", "AuditFindingChange", "EvidenceBundle", "Sample", "SampleItem", "Stratum"]
