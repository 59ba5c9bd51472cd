"""Words in a name cell that are no name: titles, particles, and placeholders for a name nobody knows. Tables only."""

from __future__ import annotations

from typing import Final

# Dropped wherever they stand. Articles and "of", "son of", as written in the languages met in Europe.
PARTICLES: Final = frozenset(
    b"al el ul ur ud ad as az ash ibn ben bin bint bent ould oulad wuld son daughter of the de del della di da dos das "
    b"du des los las van von vom der den het zur und "
    b"~al ~bn ~bnt ~abn ~wld".split()
)  # fmt: skip

# First and last parts of compounds that are one name though written in two words.
COMPOUND_STARTS: Final = frozenset(b"abd abdu abdul abdel abdal abdoul abdur abdus abdol cabdi cabdul ~bd ~abd".split())
COMPOUND_ENDS: Final = frozenset(b"ullah allah ollah oullah uddin eddin addin aldin ~allh ~llh ~aldyn".split())

# Titles and forms of address, as tokens.
TITLES: Final = frozenset(
    b"mr mrs ms miss dr prof sir madam mme mlle herr frau sig sra sr hajji haji hadji hajja sheikh shaykh sheik cheikh "
    b"sayyid sayed sayyed syed ustad mullah mulla maulana molavi mawlawi engineer eng ayatollah agha khanum begum bibi "
    b"~alsyd ~syd ~alhaj ~haj ~alshykh ~shykh ~hajy".split()
)  # fmt: skip

DROPPED: Final = PARTICLES | TITLES

# A whole cell that only says the name is not known (normalised text).
PLACEHOLDERS: Final = frozenset(
    {"unknown", "unk", "unnamed", "no name", "noname", "name unknown", "unknown name", "not known", "not given",
    "n/a", "na",
     "n.a.", "none", "nil", "null", "anonymous", "anon", "x", "xx", "xxx", "test", "tbd", "tbc", "john doe",
     "jane doe",
     "unknown unknown", "unknown male", "unknown female", "unknown minor", "unknown boy", "unknown girl",
     "baby", "baby boy", "baby girl", "boy", "girl", "male", "female", "infant", "newborn", "child", "minor",
     "unidentified",
     "inconnu", "inconnue", "sans nom", "x se disant", "garcon", "garçon", "fille", "bébé", "bebe", "enfant",
     "mineur",
     "unbekannt", "ohne namen", "kind", "junge", "mädchen", "madchen", "desconocido", "desconocida", "sin nombre",
     "niño", "niña",
     "nino", "nina", "menor", "sconosciuto", "sconosciuta", "senza nome", "bambino", "bambina", "neonato", "minore",
     "ignoto", "ignota",
     "onbekend", "jongen", "meisje", "okänd", "ukendt", "ukjent", "tuntematon", "nieznany", "nieznana", "neznámý",
     "neznámy",
     "nepoznato", "nepoznat", "nepoznata", "necunoscut", "necunoscuta", "ismeretlen", "bilinmiyor", "isimsiz",
     "panjohur", "i panjohur",
     "άγνωστο", "άγνωστος", "άγνωστη", "αγνωστο", "αγνωστος", "αγνωστη", "неизвестно", "неизвестный", "неизвестная",
     "невідомо",
     "невідомий", "невідома", "без имени", "без імені", "мальчик", "девочка", "хлопчик", "дівчинка",
     "مجهول", "مجهولة", "غير معروف", "غير معروفة", "بدون اسم", "طفل", "طفلة", "نامعلوم", "نامشخص", "بی نام", "نوزاد",
     "nezanan", "نەناسراو", "lama yaqaan", "不明", "未知", "无名", "無名", "không rõ", "không tên", "ያልታወቀ", "ዘይተፈልጠ",
     "অজানা"}
)  # fmt: skip

# Words that make a cell a placeholder when every word of it is one of them.
PLACEHOLDER_WORDS: Final = frozenset(
    {"unknown", "unk", "name", "no", "not", "known", "given", "baby", "boy", "girl", "male", "female", "infant",
    "newborn", "child",
     "minor", "person", "unidentified", "of", "the", "n/a", "na", "none", "inconnu", "inconnue", "unbekannt",
     "sconosciuto", "sconosciuta",
     "desconocido", "desconocida", "onbekend", "xxx", "xx", "?", "??", "-"}
)  # fmt: skip
