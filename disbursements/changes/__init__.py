"""What a change after the award would do: looked at before it is asked for, decided or made. Reads only."""

from disbursements.changes.outlook import TERMS, Outlook, Proposed, look
from disbursements.changes.support import Support
from disbursements.changes.verdicts import Verdict

__all__ = ["TERMS", "Outlook", "Proposed", "Support", "Verdict", "look"]
