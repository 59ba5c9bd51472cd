"""Text of a mark as a few word hashes: tables of motifs and of ignored words.

The most common motifs of six languages map to one word each, after folding. An unknown word
represents itself, so a tattooed name or number is compared as written.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Final

from anyascii import anyascii

from matching.names.text.normalise import normalise
from matching.reading.calendars import western_digits

MAX_WORDS: Final = 4
_LONGEST_TEXT: Final = 200
_LONGEST_WORD: Final = 24

# Motif -> its names in English, French, German, Italian, Spanish and Arabic; folded, singular and
# plural.
_MOTIFS: Final[dict[str, str]] = {
    "cross": (
        "cross crosses crucifix croix crucifix kreuz kreuze croce croci cruz cruces crucifijo صليب"
    ),
    "heart": "heart hearts coeur coeurs herz herzen cuore cuori corazon corazones قلب قلوب",
    "star": "star stars etoile etoiles stern sterne stella stelle estrella estrellas نجمة نجم نجوم",
    "name": "name names nom noms prenom namen nome nomi nombre nombres اسم اسماء",
    "letter": (
        "letter letters initial initials lettre lettres initiale initiales buchstabe buchstaben"
        " initialen lettera lettere iniziali letra letras iniciales حرف حروف احرف"
    ),
    "number": (
        "number numbers digit digits figure chiffre chiffres numero numeros zahl zahlen ziffer "
        "ziffern nummer numeri cifra cifre cifras رقم ارقام"
    ),
    "flower": (
        "flower flowers rose roses fleur fleurs blume blumen rosen fiore fiori rosa flor "
        "flores وردة زهرة ورد زهور"
    ),
    "bird": "bird birds oiseau oiseaux vogel uccello uccelli pajaro pajaros ave طائر طير عصفور",
    "eagle": "eagle aigle adler aquila aguila نسر",
    "snake": "snake serpent schlange serpente serpiente ثعبان افعى حية",
    "lion": "lion lions lowe loewe leone leon اسد",
    "butterfly": "butterfly papillon schmetterling farfalla mariposa فراشة",
    "moon": "moon crescent lune croissant mond halbmond luna mezzaluna قمر هلال",
    "sun": "sun soleil sonne sole sol شمس",
    "crown": "crown couronne krone corona تاج",
    "anchor": "anchor ancre anker ancora ancla مرساة",
    "skull": "skull crane totenkopf schadel schaedel teschio calavera craneo جمجمة",
    "dot": "dot dots point points punkt punkte punto punti puntos نقطة نقاط",
    "line": "line lines ligne lignes trait linie linien strich striche linea linee lineas خط خطوط",
    "circle": "circle ring cercle rond kreis cerchio circulo دائرة",
    "eye": "eye eyes oeil yeux auge augen occhio occhi ojo ojos عين عيون",
    "wing": "wing wings aile ailes flugel fluegel ala ali alas جناح اجنحة",
    "angel": "angel ange engel angelo ملاك",
    "flag": "flag drapeau flagge fahne bandiera bandera علم",
    "barcode": "barcode strichcode",
}
_LEFT_OUT: Final = frozenset(
    """a an and at by for from in is it its of on or the to with small big large old his her
    written shaped shape form tattoo tattooed scar mark brand sign drawing picture image word text
    un une des du de la le les et ou avec en sur dans petit petite grand grande ancien forme
    tatouage
    cicatrice dessin mot
    ein eine einer eines der die das den dem und oder mit von im am auf klein kleine kleines gross
    grosse alt form
    tatowierung taetowierung narbe zeichen bild wort
    il lo gli i uno una di del della dello e o con su nel piccolo piccola vecchio forma tatuaggio
    segno disegno
    parola
    el los las unos unas y con en sobre pequeno pequena viejo tatuaje marca dibujo palabra
    من في على مع و او وشم ندبة علامة صغير صغيرة كبير كبيرة شكل كلمة""".split()
)
_ONE_WORD: Final = {word: motif for motif, words in _MOTIFS.items() for word in words.split()}
_ARTICLE: Final = "ال"
_ALIFS: Final = str.maketrans("أإآ", "ااا")


@lru_cache(maxsize=16384)
def mark_words(text: str) -> tuple[int, ...]:
    """Return up to four distinct 32-bit hashes of a mark's text, in order, none of them 0.

    Return () for a text without information. Equal motifs of the table have equal hashes in every
    language, and digits of all scripts are equal.
    """
    clean = normalise(western_digits(text[:_LONGEST_TEXT]))
    words = "".join(letter if letter.isalnum() else " " for letter in clean).split()
    known_words = dict.fromkeys(word for word in (_word(word) for word in words) if word)
    return tuple(_hash(word) for word in list(known_words)[:MAX_WORDS])


def _word(word: str) -> str:
    """Return the motif of a word, or the word in Latin letters, or "" for an ignored word."""
    plain = word.translate(_ALIFS)
    plain_word = plain.removeprefix(_ARTICLE) if len(plain) > len(_ARTICLE) + 2 else plain
    folded = "".join(sign for sign in anyascii(plain_word).casefold() if sign.isalnum())[
        :_LONGEST_WORD
    ]
    if plain_word in _LEFT_OUT or folded in _LEFT_OUT:
        return ""
    return _ONE_WORD.get(plain_word) or _ONE_WORD.get(folded) or folded


def _hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=4).digest(), "little") or 1
