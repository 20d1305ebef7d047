"""Everything that is decided or changed about programmes and consortia."""

from programs.operations import editor
from programs.operations.agreements import draw_up_agreement, sign_agreement
from programs.operations.budgets import appropriate
from programs.operations.consortia import register_consortium
from programs.operations.departures import leave, move_member, replace_member
from programs.operations.invitations import (
    accept_invitation,
    invite,
    send_invitation,
    withdraw_invitation,
)
from programs.operations.links import end_link, link_supply
from programs.operations.members import decline, invite_member, join
from programs.operations.shares import confirm_shares, drop_shares, propose_shares

__all__ = [
    "accept_invitation",
    "appropriate",
    "confirm_shares",
    "decline",
    "draw_up_agreement",
    "drop_shares",
    "editor",
    "end_link",
    "invite",
    "invite_member",
    "join",
    "leave",
    "link_supply",
    "move_member",
    "propose_shares",
    "register_consortium",
    "replace_member",
    "send_invitation",
    "sign_agreement",
    "withdraw_invitation",
]
