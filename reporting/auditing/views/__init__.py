"""Pages of the auditor's workspace."""
