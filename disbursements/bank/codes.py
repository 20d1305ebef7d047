"""Banks by their code in the interbank network, and account numbers shown in part."""

from django.utils.translation import gettext_lazy as _

BANKS = (
    ("002", _("Korea Development Bank")),
    ("003", _("Industrial Bank of Korea")),
    ("004", _("KB Kookmin Bank")),
    ("007", _("Suhyup Bank")),
    ("011", _("NH NongHyup Bank")),
    ("012", _("Local NongHyup cooperatives")),
    ("020", _("Woori Bank")),
    ("023", _("SC First Bank Korea")),
    ("027", _("Citibank Korea")),
    ("031", _("iM Bank")),
    ("032", _("Busan Bank")),
    ("034", _("Gwangju Bank")),
    ("035", _("Jeju Bank")),
    ("037", _("Jeonbuk Bank")),
    ("039", _("Kyongnam Bank")),
    ("045", _("MG Saemaul Geumgo")),
    ("048", _("Shinhyup credit unions")),
    ("071", _("Korea Post")),
    ("081", _("Hana Bank")),
    ("088", _("Shinhan Bank")),
    ("089", _("K bank")),
    ("090", _("KakaoBank")),
    ("092", _("Toss Bank")),
)


def masked(number: str) -> str:
    """Return an account number of which the first three and the last two digits are left."""
    return f"{number[:3]}{'*' * max(len(number) - 5, 0)}{number[-2:]}"
