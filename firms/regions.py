"""The 17 provinces and metropolitan cities (시·도)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.TextChoices):
    SEOUL = "SEOUL", _("Seoul")
    BUSAN = "BUSAN", _("Busan")
    DAEGU = "DAEGU", _("Daegu")
    INCHEON = "INCHEON", _("Incheon")
    GWANGJU = "GWANGJU", _("Gwangju")
    DAEJEON = "DAEJEON", _("Daejeon")
    ULSAN = "ULSAN", _("Ulsan")
    SEJONG = "SEJONG", _("Sejong")
    GYEONGGI = "GYEONGGI", _("Gyeonggi")
    GANGWON = "GANGWON", _("Gangwon")
    CHUNGBUK = "CHUNGBUK", _("Chungbuk (North Chungcheong)")
    CHUNGNAM = "CHUNGNAM", _("Chungnam (South Chungcheong)")
    JEONBUK = "JEONBUK", _("Jeonbuk (North Jeolla)")
    JEONNAM = "JEONNAM", _("Jeonnam (South Jeolla)")
    GYEONGBUK = "GYEONGBUK", _("Gyeongbuk (North Gyeongsang)")
    GYEONGNAM = "GYEONGNAM", _("Gyeongnam (South Gyeongsang)")
    JEJU = "JEJU", _("Jeju")
