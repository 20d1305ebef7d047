"""
The demo's plan of numbers: what each partner applies for, at which cost, and how far its case goes.

All amounts are invented, in whole won without VAT; together they give what is public of 2026: subsidies of
exactly 9,800,000,000 won and about 20,000 tCO2e a year. The firms are the stand-ins of the programme's file.
"""

import datetime as dt
from enum import IntEnum
from typing import NamedTuple

from reporting.dashboards.demo.items import (
    Item,
    abatement,
    compressor,
    consulting,
    dryer,
    footprint,
    furnace,
    inverters,
    lamps,
    oxidiser,
    recovery,
    solar,
)

#: what the awards of the demo come to (domain: 9.8 bn won awarded in 2026)
SUBSIDIES_WON = 9_800_000_000


class Stage(IntEnum):
    """How far a case goes in the demo; each stage includes those before it."""

    AWARDED = 1
    ACCEPTED = 2
    ASKED = 3
    CHECKED = 4
    RELEASED = 5
    PAID = 6
    MEASURED = 7
    VERIFIED = 8


class Undertaking(NamedTuple):
    """A partner's application: number of the firm, title, items, anchor's part, and how far it goes."""

    number: int
    title: str
    items: tuple[Item, ...]
    stage: Stage
    anchor_won: int = 0
    anchor_in_kind_won: int = 0
    #: percent of the costs invoiced with each payment request
    payments: tuple[int, ...] = (100,)
    #: won taken off the amount asked, with the officer's reason
    less_won: int = 0
    ends_on: dt.date = dt.date(2026, 11, 30)


#: when those end whose settlements the autumn shows
ENDED_ON = dt.date(2026, 9, 30)

UNDERTAKINGS = (
    # --- 현대자동차·기아: chain of contributions -----------------------------------------------------
    Undertaking(
        1,
        "압축공기 설비 고효율화와 제동장치 하우징 탄소발자국 산정",
        (
            compressor("355 kW × 2대", "640.9", "0.148", "0.106", 4_080_000),
            consulting("제동장치 하우징 PCF 컨설팅", 50),
            footprint("제동장치 하우징 PCF 제3자 검증", "21.6"),
        ),
        Stage.VERIFIED,
        anchor_won=60_000_000,
        anchor_in_kind_won=12_000_000,
        payments=(60, 40),
    ),
    Undertaking(
        2,
        "조향장치 가공동 압축공기 설비 고효율화",
        (compressor("400 kW × 2대", "655.5", "0.146", "0.109", 4_660_000),),
        Stage.VERIFIED,
        anchor_won=40_000_000,
    ),
    Undertaking(
        3,
        "사출동 압축공기 설비 교체",
        (compressor("300 kW × 2대", "548.2", "0.151", "0.112", 3_610_000),),
        Stage.PAID,
        anchor_won=30_000_000,
    ),
    # --- 삼성전자: synergy ------------------------------------------------------------------------------
    Undertaking(
        8,
        "PCB 공장 축열식 연소 산화장치 교체와 탄소발자국 산정",
        (
            oxidiser(
                "축열식 연소 산화장치 900 Nm³/min", "728.9", "0.020 > 0.0115", "0.0030 > 0.0026", 50_000_000
            ),
            consulting("인쇄회로기판 PCF 컨설팅", 50),
            footprint("인쇄회로기판 PCF 제3자 검증", "19.8"),
        ),
        Stage.VERIFIED,
    ),
    Undertaking(
        9,
        "사출공장 지붕 태양광 자가소비",
        (solar(640, "798.4", "3.6", 97),),
        Stage.MEASURED,
        anchor_won=20_000_000,
    ),
    Undertaking(
        10,
        "프레스 공장 압축공기 설비 교체",
        (compressor("300 kW × 2대", "497.6", "0.149", "0.111", 3_460_000),),
        Stage.ASKED,
    ),
    Undertaking(
        17,
        "전원 모듈 공장 LED 조명 교체",
        (lamps("공장동 LED 조명 2,400등", "604.7", 2_400, "250 > 110", 6_000),),
        Stage.VERIFIED,
    ),
    Undertaking(
        20,
        "접착소재 공장 지붕 태양광과 압축공기 설비",
        (
            solar(250, "312.5", "3.5", 100),
            compressor("250 kW × 1대", "186.3", "0.152", "0.115", 1_340_000),
        ),
        Stage.PAID,
        payments=(50,),
    ),
    # --- LG전자: synergy ---------------------------------------------------------------------------------
    Undertaking(
        11,
        "모터 부품 공장 집진·공조 팬 인버터",
        (
            inverters("집진·공조 팬 인버터 700 kW", "738.6", 700, 7_200, 80),
            footprint("압축기 모터 부품 PCF 제3자 검증", "22.4"),
        ),
        Stage.VERIFIED,
    ),
    Undertaking(
        12,
        "동관 공장 압축공기 설비 교체",
        (compressor("300 kW × 2대", "526.4", "0.150", "0.110", 3_430_000),),
        # 12 million more than in the total: shrunk in November, when the contract was cheaper than the quote
        Stage.ACCEPTED,
    ),
    Undertaking(
        19,
        "차량용 센서 공장 압축공기 설비 고효율화",
        (compressor("300 kW × 2대", "551.8", "0.147", "0.107", 3_670_000),),
        Stage.MEASURED,
    ),
    # --- SK하이닉스: synergy -----------------------------------------------------------------------------
    Undertaking(
        13,
        "석영 부품 공정 저감설비와 압축공기 설비 고효율화",
        (
            abatement("챔버 세정 가스 저감설비", "268.5", 60, 20_000),
            compressor("160 kW × 4대", "577.8", "0.147", "0.104", 4_040_000),
        ),
        Stage.VERIFIED,
        ends_on=ENDED_ON,
    ),
    Undertaking(
        14,
        "화학소재 공장 태양광 자가소비",
        (solar(500, "641.2", "3.7", 95, "photovoltaics"),),
        Stage.VERIFIED,
        anchor_won=30_000_000,
    ),
    Undertaking(
        18,
        "장비 부품 공장 압축공기 설비 고효율화",
        (compressor("160 kW × 4대", "596.3", "0.148", "0.107", 3_930_000),),
        Stage.PAID,
    ),
    # --- HL만도: synergy ---------------------------------------------------------------------------------
    Undertaking(
        15,
        "캘리퍼 공장 압축공기 설비 교체",
        (compressor("300 kW × 2대", "553.9", "0.150", "0.109", 3_630_000),),
        Stage.CHECKED,
    ),
    Undertaking(
        16,
        "주조공장 열처리로와 압축공기 설비 교체",
        (
            furnace("고효율 연속 열처리로", "246.5", "95 > 62", "60 > 50", 1_500),
            compressor("132 kW × 3대", "343.5", "0.152", "0.112", 2_310_000),
        ),
        Stage.AWARDED,
        less_won=4_000_000,
    ),
    # --- HD한국조선해양: performance --------------------------------------------------------------------
    Undertaking(
        21,
        "배관재 공장 압축공기 설비 고효율화(외부사업 연계)",
        (compressor("450 kW × 2대", "847.7", "0.151", "0.104", 5_310_000),),
        Stage.VERIFIED,
    ),
    Undertaking(
        22,
        "선체 블록 도장동 압축공기 설비 고효율화",
        (compressor("300 kW × 2대", "638.6", "0.149", "0.105", 3_850_000),),
        Stage.VERIFIED,
    ),
    Undertaking(
        23,
        "엔진 부품 공장 압축공기 설비 교체",
        (compressor("300 kW × 2대", "502.3", "0.148", "0.108", 3_350_000),),
        Stage.RELEASED,
    ),
    # --- 포스코: downstream ------------------------------------------------------------------------------
    Undertaking(
        24,
        "강판 가공공장 도장 건조로 연료 전환과 탄소발자국 산정",
        (
            dryer("도장 건조로 연료 전환 설비 2기", "776.4", "82 > 92", 22_000),
            consulting("자동차용 강판 가공품 PCF 컨설팅", "46.5"),
            footprint("자동차용 강판 가공품 PCF 제3자 검증", "24.3"),
        ),
        Stage.VERIFIED,
        anchor_won=50_000_000,
    ),
    Undertaking(
        25,
        "후판 가공공장 지붕 태양광과 LED 조명",
        (
            solar(450, "561.6", "3.6", 92),
            lamps("고효율 LED 조명 1,150등", "92.7", 1_150, "100 > 45", 3_600),
        ),
        Stage.ASKED,
    ),
    Undertaking(
        26,
        "도금강판 가공공장 건조로 연료 전환과 압축공기 설비",
        (
            dryer("도장 건조로 연료 전환 설비", "248.2", "82 > 92", 3_300),
            compressor("450 kW × 1대", "398.9", "0.149", "0.109", 2_750_000),
        ),
        Stage.ACCEPTED,
    ),
    # --- 제8 컨소시엄(가상): indirect subsidy over four tiers -------------------------------------------
    Undertaking(
        27,
        "감속기 공장 압축공기 설비 고효율화와 하위 협력사 재교부",
        (compressor("400 kW × 2대", 750, "0.150", "0.107", 4_740_000),),
        Stage.VERIFIED,
        ends_on=ENDED_ON,
    ),
    Undertaking(
        31,
        "측정 지그 공장 지붕 태양광과 RTO",
        (
            solar(200, "252.6", "3.6", 100),
            oxidiser("축열식 연소 산화장치", "288.9", "0.020 > 0.0115", "0.0030 > 0.0026", 6_000_000),
        ),
        Stage.PAID,
    ),
)


class Regrant(NamedTuple):
    """Subsidy handed on by the partner above: what the firm gets for itself and hands on in turn, won."""

    number: int
    title: str
    items: tuple[Item, ...]
    own_won: int
    regrant_won: int
    stage: Stage


#: won that partner 27 is awarded for handing on
REGRANTED_BY_27 = 450_000_000

REGRANTS = (
    Regrant(
        28,
        "단조공장 가열로 폐열 회수",
        (recovery("가열로 폐열 회수 설비", 350, 8_000, 60_000),),
        210_000_000,
        240_000_000,
        Stage.VERIFIED,
    ),
    Regrant(
        29,
        "특수강 봉재 공장 압축공기 설비 고효율화",
        (compressor("110 kW × 2대", 200, "0.151", "0.110", 1_250_000),),
        120_000_000,
        120_000_000,
        Stage.MEASURED,
    ),
    Regrant(
        30,
        "표면처리 공장 압축공기 설비 교체",
        (compressor("110 kW × 2대", 200, "0.150", "0.109", 1_230_000),),
        120_000_000,
        0,
        Stage.PAID,
    ),
)


class Gift(NamedTuple):
    """A contribution: payer, receiver, what is bought with it, won agreed."""

    payer: int
    receiver: int
    title: str
    item: Item | None
    agreed_won: int


GIFTS = (
    Gift(
        1,
        4,
        "2차 협력사 열처리 공장 열처리로 교체 상생 지원",
        furnace("고효율 진공 열처리로", 300, "95 > 62", "60 > 50", 6_000),
        427_500_000,
    ),
    Gift(
        2,
        5,
        "2차 협력사 주조공장 압축공기 설비 교체 상생 지원",
        compressor("160 kW × 3대", 250, "0.152", "0.112", 2_150_000),
        393_300_000,
    ),
    Gift(3, 7, "2차 협력사 컴파운드 공장 압축공기 설비 교체 상생 지원", None, 328_920_000),
    Gift(
        4,
        6,
        "3차 협력사 냉간단조 공장 압축공기 설비 교체 상생 지원",
        compressor("110 kW × 2대", 100, "0.154", "0.114", 1_150_000),
        120_000_000,
    ),
)
