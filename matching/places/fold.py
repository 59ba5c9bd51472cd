"""Normal form of place names, the key of the gazetteer. It knows spelling, no places.

The shipped table holds hashes of these forms, so a change here requires `python -m matching.train
places`. For this reason no tokens of `matching.names` are used: their alphabets may grow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from matching.names.text.normalise import normalise

MAX_PLACE_LENGTH: Final = 200  # longest place text in letters; a longer one is no place
MAX_PARTS: Final = 6

# Letters that differ by keyboard, or that are not a letter with a mark. Both sides of a comparison
# are folded alike.
_FOLDS: Final = str.maketrans(
    {
        "ک": "ك",
        "ی": "ي",
        "ى": "ي",
        "ې": "ي",
        "ے": "ي",
        "ھ": "ه",
        "ہ": "ه",
        "ة": "ه",
        "ە": "ه",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ə": "e",
    }
)
_PARTS: Final = re.compile(r"[,،、;؛/()\[\]{}|\n]+|\s[-\u2013\u2014]\s")
_ARTICLES: Final = frozenset("al el as ash ad ar az at an the la le les il lo los las".split())
_ARABIC_ARTICLE: Final = re.compile(r"^ال(?=\w{3,})")
# Words for a kind of place, before or after its name.
_SORTS: Final = frozenset(
    "city town village province district region governorate oblast raion county state island"
    " vilayat velayat wilaya ostan camp of de شهر ولایت ولسوالی استان محافظة مدينة город область"
    " район місто".split()
)
# The same and more in the languages of missing people: two places of one kind are not one place.
# Compiled by this project from common knowledge; the shipped table does not depend on it.
_NOT_A_PLACE: Final = _SORTS | frozenset(
    "a an the in near hamlet settlement suburb quarter neighbourhood neighborhood municipality"
    " commune canton department prefecture street road avenue square boulevard lane drive court"
    " crescent station airport refugee reception centre center hospital clinic maternity house home"
    " block flat apartment hôpital maternité krankenhaus ospedale مستشفى بیمارستان شفاخانه روغتون"
    " больница лікарня ville village rue route quartier département région préfecture barrio calle"
    " provincia comune via dorf stadt straße strasse kreis bezirk mahalle mahallesi köy köyü ilçe"
    " ilçesi ili sokak caddesi fshat fshati qytet qyteti sat satul comuna judet județ strada oraș"
    " xã huyện tỉnh quận phường làng gram zila upazila degmo degmada gobol gobolka magaalada tuulo"
    " tuulada kampung desa قرية حي مخيم بلدة ناحية قضاء شارع روستا روستای محله خیابان اردوگاه کلی"
    " کلي شار ښار ولسوالۍ село деревня посёлок поселок вулиця улица গ্রাম জেলা উপজেলা"
    " ከተማ ወረዳ ዞን".split()
)


def fold_place(text: str) -> str:
    """Return a name in its folded form: only letters and digits, no case, no marks; "" if empty."""
    split = unicodedata.normalize("NFD", normalise(text[:MAX_PLACE_LENGTH])).translate(_FOLDS)
    return "".join(letter for letter in split if letter.isalnum())


def folded_forms(text: str, *, is_asked: bool) -> Iterator[str]:
    """Yield the folded forms of a name, fullest first: unchanged, and without its article.

    A searched name (`is_asked`) is also tried without words such as "province".
    """
    text = text[:MAX_PLACE_LENGTH]
    written = [text, _without_article(text)]
    if is_asked:
        plain = " ".join(word for word in text.split() if word.casefold() not in _SORTS)
        written += [plain, _without_article(plain)]
    for written_form in dict.fromkeys(written):
        form = fold_place(written_form)
        if len(form) > 1 or not form.isascii():
            yield form


def place_words(text: str) -> str:
    """Return the words of a place text that name the place, spelled as given.

    Words for a kind of place are left out, and so are words such as "in" and "near". One space
    separates the words. Return "" if no word is left.
    """
    return " ".join(word for word in text.split() if word.strip(".").casefold() not in _NOT_A_PLACE)


def place_parts(text: str, most: int = MAX_PARTS) -> tuple[str, ...]:
    """Return the parts of a place text ("town, province, country"), at most six by default."""
    parts = (part.strip() for part in _PARTS.split(text[:MAX_PLACE_LENGTH]))
    return tuple(part for part in parts if part)[:most]


def _without_article(text: str) -> str:
    first, _, rest = text.strip().replace("-", " ").partition(" ")
    if rest and first.casefold() in _ARTICLES:
        return rest
    return _ARABIC_ARTICLE.sub("", text.strip())
