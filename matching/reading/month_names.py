"""Month names by calendar, in Latin and native letters. Tables only.

Names are compared folded (`fold_month_name`): no case, marks, spaces or punctuation, and Persian
letters as Arabic ones. A name of two calendars (Tir, in Iran and in Ethiopia) names a month only if
the calendar is stated.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from matching.names.text.normalise import normalise

_FOLDS: Final = str.maketrans("یکۀةھہے", "يكهههه" + "ي")

# English, French, German, Italian, Spanish, with their abbreviations; Ukrainian (nominative,
# genitive); Arabic as in Egypt, in the Levant and in the Maghreb; Dari and Iranian Persian.
_GREGORIAN: Final = (
    (
        "January Jan janvier janv Januar Jänner gennaio gen enero ene січень січня يناير"
        " كانون_الثاني جانفي جنوری ژانویه"
    ),
    (
        "February Feb février févr fév Februar Feber febbraio febrero лютий лютого فبراير شباط"
        " فيفري فبروری فوریه"
    ),
    "March Mar mars März Mrz marzo березень березня مارس آذار مارچ",
    "April Apr avril avr aprile abril abr квітень квітня أبريل نيسان أفريل اپریل آوریل",
    "May mai maggio mag mayo травень травня مايو أيار ماي مه می",
    "June Jun juin Juni giugno giu junio червень червня يونيو حزيران جوان جون ژوئن",
    "July Jul juillet juil Juli luglio lug julio липень липня يوليو تموز جويلية جولای ژوئیه جولائی",
    "August Aug août agosto ago серпень серпня أغسطس آب أوت اگست اوت",
    (
        "September Sep Sept septembre settembre set septiembre вересень вересня سبتمبر أيلول شتنبر"
        " سپتمبر سپتامبر"
    ),
    (
        "October Oct octobre Oktober Okt ottobre ott octubre жовтень жовтня أكتوبر تشرين_الأول"
        " اکتوبر اکتبر"
    ),
    "November Nov novembre noviembre листопад листопада نوفمبر تشرين_الثاني نومبر نوامبر",
    (
        "December Dec décembre déc Dezember Dez dicembre dic diciembre грудень грудня ديسمبر"
        " كانون_الأول دسمبر دسامبر"
    ),
)
# Iran; Afghanistan in Dari and in Pashto.
_SOLAR_HIJRI: Final = (
    "Farvardin Farwardin فروردین Hamal حمل Wray وری",
    "Ordibehesht Urdibihisht اردیبهشت Sawr Saur Thawr ثور Ghwayay غویی",
    "Khordad Khurdad خرداد Jawza Jauza جوزا Ghbargolay غبرګولی",
    "Tir تیر Saratan Sartan سرطان Chungakh چنګاښ",
    "Mordad Murdad Amordad مرداد Asad اسد Zmaray زمری",
    "Shahrivar Shahrivar Shahrewar شهریور Sunbula Sonbola Sunbulah سنبله Wazhay وږی",
    "Mehr Mihr مهر Mizan میزان Tala تله",
    "Aban آبان Aqrab Akrab عقرب Laram لړم",
    "Azar آذر Qaws Qaus Qows قوس Lindai لیندۍ",
    "Dey Dei Day دی Jadi Jady جدی Marghumai مرغومی",
    "Bahman بهمن Dalw Dalv Dalwa دلو Salwagha سلواغه",
    "Esfand Isfand اسفند Hut Hoot حوت Kab کب",
)
_HIJRI: Final = (
    "Muharram Moharram محرم المحرم",
    "Safar صفر",
    "Rabi_al-Awwal Rabi_ul-Awwal Rabi_ul-Awal Rabi_al-Awal Rabi_I ربيع_الأول ربیع_الاول",
    (
        "Rabi_al-Thani Rabi_ath-Thani Rabi_ul-Thani Rabi_al-Akhir Rabi_ul-Akhir Rabi_us-Sani"
        " Rabi_II ربيع_الثاني ربيع_الآخر"
    ),
    (
        "Jumada_al-Ula Jumada_al-Awwal Jumada_l-Ula Jumadi_ul-Awwal Jamadi_ul-Awwal Jumada_I"
        " جمادى_الأولى جمادی_الاول"
    ),
    (
        "Jumada_al-Thani Jumada_al-Thaniya Jumada_al-Akhira Jumada_al-Akhirah Jumada_l-Akhira"
        " Jumadi_us-Sani Jamadi_us-Sani Jumada_II جمادى_الآخرة جمادى_الثانية جمادی_الثانی"
    ),
    "Rajab رجب",
    "Shaban Sha'ban Shaaban شعبان",
    "Ramadan Ramadhan Ramazan Ramzan رمضان",
    "Shawwal Shawal شوال",
    (
        "Dhu_al-Qadah Dhu_al-Qi'dah Dhul-Qadah Dhul-Qa'da Dhul_Qidah Zul-Qada Zulqada Zilqad"
        " Zil-Qadah ذو_القعدة ذی_القعده"
    ),
    "Dhu_al-Hijjah Dhul-Hijjah Dhul-Hijja Zul-Hijja Zulhijja Zilhaj Zil-Hijja ذو_الحجة ذی_الحجه",
)
# Amharic and, where the name differs, Tigrinya.
_ETHIOPIAN: Final = (
    "Meskerem Mäskäräm መስከረም",
    "Tikimt Tekemt Tiqimt Tikimti ጥቅምት ጥቅምቲ",
    "Hidar Hedar ኅዳር ህዳር ሕዳር ኀዳር",
    "Tahsas Tahisas Tahsass ታኅሣሥ ታህሳስ ታሕሳስ",
    "Tir Ter Tirr Tiri ጥር ጥሪ",
    "Yekatit Yakatit Lekatit የካቲት ለካቲት",
    "Megabit Meggabit Megabit መጋቢት",
    "Miyazya Miazia Miyaziya Mazia ሚያዝያ ሚያዚያ",
    "Ginbot Genbot ግንቦት",
    "Sene Sane ሰኔ ሰነ",
    "Hamle Hamele ሐምሌ ሀምሌ ሓምለ",
    "Nehase Nehasie Nahase ነሐሴ ነሃሴ ነሓሰ",
    "Pagume Pagumen Pagumiene Puagme ጳጉሜ ጳጉሜን",
)
CALENDARS: Final = {
    "gregorian": _GREGORIAN, "solar_hijri": _SOLAR_HIJRI, "hijri": _HIJRI, "ethiopian": _ETHIOPIAN,
}  # fmt: skip


def fold_month_name(text: str) -> str:
    """Return a month's name in its compared form: only letters, without case and marks."""
    decomposed = unicodedata.normalize("NFD", normalise(text).translate(_FOLDS))
    return "".join(letter for letter in decomposed if letter.isalpha())


def _names(months: Iterable[str]) -> dict[str, int]:
    return {
        fold_month_name(name): number
        for number, names in enumerate(months, start=1)
        for name in names.split()
    }


_BY_CALENDAR: Final = {calendar: _names(months) for calendar, months in CALENDARS.items()}


def month_of(name: str, calendar: str) -> tuple[str, int] | None:
    """Return calendar and number of a named month, None if no calendar, or more than one, has it.

    A stated `calendar` ("" for none) decides between several. A name that only another calendar has
    gives that calendar.
    """
    folded = fold_month_name(name)
    months = [
        (calendar_name, names[folded])
        for calendar_name, names in _BY_CALENDAR.items()
        if folded in names
    ]
    stated = [match for match in months if match[0] == calendar]
    return stated[0] if stated else months[0] if len(months) == 1 else None
