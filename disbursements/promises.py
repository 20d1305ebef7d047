"""Who finds a case of this room among their work, status by status."""

from core.inbox.promises import Nobody, declare, work
from disbursements.announcements import GRANT, PASS_THROUGH, PAYMENT
from disbursements.announcements.assets import ASSET, ASSET_REQUEST
from disbursements.announcements.audits import AUDIT
from disbursements.announcements.bank import BATCH
from disbursements.announcements.changes import CHANGE
from disbursements.announcements.debts import DEBT
from disbursements.announcements.inspections import FINDING, INSPECTION
from disbursements.announcements.pledges import IN_KIND, PLEDGE_GIFT
from disbursements.announcements.settlements import SETTLEMENT
from disbursements.announcements.year_close import YEAR_CLOSE
from disbursements.models import (
    Asset,
    AssetRequest,
    ChangeRequest,
    Debt,
    EntityAudit,
    Finding,
    FiscalYearClose,
    Grant,
    InKind,
    Inspection,
    PassThrough,
    PaymentBatch,
    PaymentRequest,
    PledgeGift,
    Settlement,
)


def declare_promises() -> None:
    """Promise that whoever acts next on a grant, a payment or a transfer finds it in their inbox."""
    declare(
        Grant,
        GRANT,
        {
            "OPENED": Nobody("the firm was told that it may ask for payment, and asks when it has bought"),
            "SUSPENDED": work("decide_suspended"),
            "CANCELLED": Nobody("ended"),
            "CLOSED": Nobody("ended"),
        },
    )
    declare(
        PaymentRequest,
        PAYMENT,
        {
            "DRAFTED": Nobody("the firm's own draft, for which no day is set"),
            "SUBMITTED": work("check_payment"),
            "RETURNED": work("correct_payment"),
            "CHECKED": work("approve_payment"),
            "APPROVED": work("release_payment"),
            "RELEASED": work("confirm_payment"),
            "CONFIRMED": Nobody("paid; what it obliges to stands at the grant"),
            "COVERED": Nobody("met out of an advance; nothing goes to the bank"),
            "WITHDRAWN": Nobody("ended by its own firm or with its grant"),
        },
    )
    declare(
        PaymentBatch,
        BATCH,
        {
            "COMPOSED": work("release_batch"),
            "RELEASED": Nobody("each of its payments waits for the bank's word"),
            "DISSOLVED": Nobody("ended; its payments wait for another one"),
        },
    )
    declare(
        PassThrough,
        PASS_THROUGH,
        {
            "RECORDED": work("confirm_pass_through"),
            "CONFIRMED": Nobody("answered"),
            "DISPUTED": Nobody("the payer was told; what it still owes waits at its grant"),
        },
    )
    declare(
        PledgeGift,
        PLEDGE_GIFT,
        {
            "RECORDED": work("confirm_gift"),
            "CONFIRMED": Nobody("answered"),
            "DISPUTED": Nobody("the anchor was told; its money is free again in the pledge"),
        },
    )
    declare(
        InKind,
        IN_KIND,
        {
            "RECORDED": work("recognise_in_kind"),
            "RECOGNISED": Nobody("counted"),
            "REFUSED": Nobody("the anchor was told, and may hand it in anew"),
        },
    )
    declare(
        FiscalYearClose,
        YEAR_CLOSE,
        {
            "PREPARED": work("decide_year_close"),
            "CLOSED": Nobody("posted and frozen"),
            "WITHDRAWN": Nobody("may be prepared anew"),
        },
    )
    declare(
        ChangeRequest,
        CHANGE,
        {
            "REQUESTED": work("decide_change", "agree_to_hand_over"),
            "RECORDED": Nobody("minor: made at once, and told to the office"),
            "APPROVED": Nobody("made"),
            "REFUSED": Nobody("all stays as it was"),
            "DECLINED": Nobody("the firm that asked was told; all stays as it was"),
            "WITHDRAWN": Nobody("ended by its own firm or with its grant"),
        },
    )
    _declare_kept()


def _declare_kept() -> None:
    """Promise the same of assets, requests about them, inspections and findings."""
    declare(
        Asset,
        ASSET,
        {
            "REGISTERED": work("complete_asset"),
            "COMPLETED": Nobody("in the register; each half-year's report is work of its own"),
            "DISPOSED": Nobody("ended"),
        },
    )
    declare(
        AssetRequest,
        ASSET_REQUEST,
        {
            "REQUESTED": work("recommend_disposal"),
            "RECOMMENDED": work("decide_disposal"),
            "APPROVED": Nobody("the firm was told; what is to be returned stands in the decision"),
            "REFUSED": Nobody("the firm was told; all stays as it was"),
            "WITHDRAWN": Nobody("ended by its own firm"),
        },
    )
    declare(
        Inspection,
        INSPECTION,
        {
            "PLANNED": work("carry_out_inspection"),
            "PASSED": Nobody("over; each finding is work of its own"),
            "FAILED": Nobody("over; the grant page says that another one is due"),
            "DROPPED": Nobody("called off"),
        },
    )
    declare(
        Finding,
        FINDING,
        {
            "OPEN": work("answer_finding"),
            "ANSWERED": work("settle_finding"),
            "CLOSED": Nobody("put right"),
        },
    )
    declare(
        Debt,
        DEBT,
        {
            "PROPOSED": work("order_debt"),
            "ORDERED": work("pay_debt"),
            "DROPPED": Nobody("the proposal came to nothing"),
            "PAID": Nobody("settled"),
            "WRITTEN_OFF": Nobody("given up by decision"),
            "WITHDRAWN": Nobody("all is as it was before the order"),
        },
    )
    declare(
        Settlement,
        SETTLEMENT,
        {
            "DUE": work("state_settlement"),
            "SUBMITTED": work("check_settlement"),
            "RETURNED": work("correct_settlement"),
            "CHECKED": work("confirm_settlement"),
            "CONFIRMED": Nobody("settled; what is owed waits at its debt"),
        },
    )
    declare(
        EntityAudit,
        AUDIT,
        {
            "DUE": work("name_auditor"),
            "EXEMPTED": Nobody("what was re-granted does not count; the page says why"),
            "NAMED": work("hand_in_audit"),
            "SUBMITTED": work("examine_audit"),
            "RETURNED": work("correct_audit"),
            "ACCEPTED": Nobody("the firm was told; the report is kept"),
        },
    )
