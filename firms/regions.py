"""The 17 provinces and metropolitan cities (시·도)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.TextChoices):
    """Where a firm has its head office."""

    SEOUL = "seoul", _("Seoul")
    BUSAN = "busan", _("Busan")
    DAEGU = "daegu", _("Daegu")
    INCHEON = "incheon", _("Incheon")
    GWANGJU = "gwangju", _("Gwangju")
    DAEJEON = "daejeon", _("Daejeon")
    ULSAN = "ulsan", _("Ulsan")
    SEJONG = "sejong", _("Sejong")
    GYEONGGI = "gyeonggi", _("Gyeonggi")
    GANGWON = "gangwon", _("Gangwon")
    CHUNGBUK = "chungbuk", _("Chungbuk (North Chungcheong)")
    CHUNGNAM = "chungnam", _("Chungnam (South Chungcheong)")
    JEONBUK = "jeonbuk", _("Jeonbuk (North Jeolla)")
    JEONNAM = "jeonnam", _("Jeonnam (South Jeolla)")
    GYEONGBUK = "gyeongbuk", _("Gyeongbuk (North Gyeongsang)")
    GYEONGNAM = "gyeongnam", _("Gyeongnam (South Gyeongsang)")
    JEJU = "jeju", _("Jeju")
