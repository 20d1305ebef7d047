"""Addresses of this room."""

from django.urls import path

from programs import urls_editor
from programs.views import agreements, consortia, invitations, links, members, shares

app_name = "programs"

MEMBER = "members/<slug:public_id>/"
LETTER = "invitations/<slug:public_id>/"
SHARES = "shares/<slug:public_id>/"

urlpatterns = [
    *urls_editor.urlpatterns,
    path(
        "calls/<slug:public_id>/register/",
        consortia.ConsortiumRegisterView.as_view(),
        name="consortium_register",
    ),
    path(f"{MEMBER}invite/", members.MemberInviteView.as_view(), name="member_invite"),
    path(f"{MEMBER}join/", members.MemberJoinView.as_view(), name="member_join"),
    path(f"{MEMBER}decline/", members.MemberDeclineView.as_view(), name="member_decline"),
    path(f"{MEMBER}leave/", members.MemberLeaveView.as_view(), name="member_leave"),
    path(f"{MEMBER}replace/", members.MemberReplaceView.as_view(), name="member_replace"),
    path(f"{MEMBER}move/", members.MemberMoveView.as_view(), name="member_move"),
    path(f"{MEMBER}links/new/", links.LinkAddView.as_view(), name="link_add"),
    path("links/<slug:public_id>/end/", links.LinkEndView.as_view(), name="link_end"),
    path(LETTER, invitations.InvitationView.as_view(), name="invitation"),
    path(f"{LETTER}accept/", invitations.InvitationAcceptView.as_view(), name="invitation_accept"),
    path(f"{LETTER}withdraw/", invitations.InvitationWithdrawView.as_view(), name="invitation_withdraw"),
    path(
        "consortia/<slug:public_id>/agreement/new/",
        agreements.AgreementDrawUpView.as_view(),
        name="agreement_draw_up",
    ),
    path("agreements/<slug:public_id>/", agreements.AgreementView.as_view(), name="agreement"),
    path("agreements/<slug:public_id>/text/", agreements.text, name="agreement_text"),
    path(f"{MEMBER}sign/", agreements.AgreementSignView.as_view(), name="agreement_sign"),
    path(f"{MEMBER}shares/new/", shares.SharesProposeView.as_view(), name="shares_propose"),
    path(SHARES, shares.SharesView.as_view(), name="shares"),
    path(f"{SHARES}confirm/", shares.SharesConfirmView.as_view(), name="shares_confirm"),
    path(f"{SHARES}drop/", shares.SharesDropView.as_view(), name="shares_drop"),
]
