"""
Names of sectors: sections (a letter) and, of manufacturing, divisions (two digits), by their code.

Korean Standard Industrial Classification, revision 11 (Statistics Korea, in force since 1 July 2024).
"""

from django.utils.translation import get_language

#: code → (Korean, English)
NAMES: dict[str, tuple[str, str]] = {
    "A": ("농업, 임업 및 어업", "Agriculture, forestry and fishing"),
    "B": ("광업", "Mining and quarrying"),
    "C": ("제조업", "Manufacturing"),
    "C10": ("식료품 제조업", "Food products"),
    "C11": ("음료 제조업", "Beverages"),
    "C12": ("담배 제조업", "Tobacco products"),
    "C13": ("섬유제품 제조업", "Textiles"),
    "C14": ("의복, 의복 액세서리 및 모피제품 제조업", "Wearing apparel and fur articles"),
    "C15": ("가죽, 가방 및 신발 제조업", "Leather, luggage and footwear"),
    "C16": ("목재 및 나무제품 제조업", "Wood and wood products"),
    "C17": ("펄프, 종이 및 종이제품 제조업", "Pulp, paper and paper products"),
    "C18": ("인쇄 및 기록매체 복제업", "Printing and recorded media"),
    "C19": ("코크스, 연탄 및 석유정제품 제조업", "Coke, briquettes and refined petroleum"),
    "C20": ("화학물질 및 화학제품 제조업", "Chemicals and chemical products"),
    "C21": ("의료용 물질 및 의약품 제조업", "Pharmaceuticals"),
    "C22": ("고무 및 플라스틱제품 제조업", "Rubber and plastics products"),
    "C23": ("비금속 광물제품 제조업", "Non-metallic mineral products"),
    "C24": ("1차 금속 제조업", "Basic metals"),
    "C25": ("금속가공제품 제조업", "Fabricated metal products"),
    "C26": (
        "전자부품, 컴퓨터, 영상, 음향 및 통신장비 제조업",
        "Electronics, computers, communication equipment",
    ),
    "C27": ("의료, 정밀, 광학기기 및 시계 제조업", "Medical, precision and optical instruments"),
    "C28": ("전기장비 제조업", "Electrical equipment"),
    "C29": ("기타 기계 및 장비 제조업", "Other machinery and equipment"),
    "C30": ("자동차 및 트레일러 제조업", "Motor vehicles and trailers"),
    "C31": ("기타 운송장비 제조업", "Other transport equipment"),
    "C32": ("가구 제조업", "Furniture"),
    "C33": ("기타 제품 제조업", "Other manufacturing"),
    "C34": ("산업용 기계 및 장비 수리업", "Repair of industrial machinery"),
    "D": ("전기, 가스, 증기 및 공기조절 공급업", "Electricity, gas, steam and air conditioning"),
    "E": ("수도, 하수 및 폐기물 처리, 원료 재생업", "Water, sewage, waste and materials recovery"),
    "F": ("건설업", "Construction"),
    "G": ("도매 및 소매업", "Wholesale and retail trade"),
    "H": ("운수 및 창고업", "Transport and storage"),
    "I": ("숙박 및 음식점업", "Accommodation and food service"),
    "J": ("정보통신업", "Information and communication"),
    "K": ("금융 및 보험업", "Finance and insurance"),
    "L": ("부동산업", "Real estate"),
    "M": ("전문, 과학 및 기술 서비스업", "Professional, scientific and technical services"),
    "N": ("사업시설 관리, 사업 지원 및 임대 서비스업", "Business support and rental services"),
    "O": ("공공행정, 국방 및 사회보장 행정", "Public administration and defence"),
    "P": ("교육 서비스업", "Education"),
    "Q": ("보건업 및 사회복지 서비스업", "Health and social work"),
    "R": ("예술, 스포츠 및 여가관련 서비스업", "Arts, sports and recreation"),
    "S": ("협회 및 단체, 수리 및 기타 개인 서비스업", "Associations, repair and personal services"),
    "T": ("가구 내 고용활동 및 자가소비 생산활동", "Households as employers and own-use production"),
    "U": ("국제 및 외국기관", "International and foreign organisations"),
}


def division(sector: str) -> str:
    """Return the section and division of a KSIC code: the letter and its first two digits, if it has them."""
    return sector[:3] if len(sector) >= 3 else sector[:1]


def names(sector: str) -> tuple[str, str]:
    """Return the Korean and the English name of a code's division, else of its section, with the code."""
    code = division(sector)
    korean, english = NAMES.get(code) or NAMES.get(code[:1], ("", ""))
    return f"{code} {korean}".strip(), f"{code} {english}".strip()


def sector_name(sector: str) -> str:
    """Return it in the reader's language."""
    korean, english = names(sector)
    return english if get_language() == "en" else korean
