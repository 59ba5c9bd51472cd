"""Words in a name cell that are no name: titles, particles, placeholders. Tables only."""

from __future__ import annotations

from typing import Final

from matching.names.text.normalise import normalise

# Dropped in every position: articles, "of" and "son of" in the languages met in Europe, and
# Vietnamese Thị, which only marks a girl's name. Ben is not dropped: Ben Said is Bensaid, and
# neighbours may be joined.
PARTICLES: Final = frozenset(
    b"al el ul ur ud ad as az ash ibn bin bint bent ould oulad wuld of the de del della di da dos"
    b" das du des los las van von vom der den het zur und thi ~al ~bn ~bnt ~abn ~wld".split()
)

# Particles that are a family name if no word follows: Das in Bengal.
NAMES_AT_THE_END: Final = frozenset({b"das"})

# Al- joined to a name is dropped like a separate one. Before a consonant it is kept if the name
# continues with one of these (names of Europe, Turkey and West Africa: Alban, Alberto, Almeida,
# Altug). Before a vowel, where Alina and Alexander have the same form, it is dropped only for these
# names, and for names that begin with them.
NAMES_STARTING_WITH_AL: Final = (
    b"ban ben bin ber bian bor dan den din der fon ger hagi hieu kan kay ket meid mein men mer min"
    b" mir par per sen tan the tin tug tun van vin var vir ver zad".split()
)
AL_BEFORE_VOWELS: Final = (
    b"ahmad ahmed ali anazi anaizi enazi enaizi asad assad asadi assadi awad awadi azawi azzawi"
    b" ibrahim isa issa obaidi obeidi ubaidi ubeidi omar omari otaibi umar umari utaibi".split()
)
AL_BEFORE_STARTS: Final = (b"abd",)
# El- joined to one of these is dropped likewise: names of Egypt and the Sudan. Elsa, Elena,
# Eldijana and Elshaday have no article.
EL_PREFIXED_NAMES: Final = (
    b"badri badry bakri bakry bashir beshir daly deeb demerdash fadel fadil fadl faki fateh feky"
    b" fiki gabry gamal gamil garhy gendy ghamry ghareeb ghazaly gindy haddad hadi hadidi hakim"
    b" halaby hamamsy hamid hasan hashimi hassan hussein husseini jabri kadi kady kafrawy kasaby"
    b" khateeb khatib kholy khouly kordy kurdi maghrabi maghraby mahdi mahdy mansour masri masry"
    b" mohamed mohandes nagar naggar nagger nahas nahhas najar najjar nimr nour rahman rasheed"
    b" rashid rifaey rifai saadany sabbagh sadat sadek said salam saleh samahy sawy sayad sayed"
    b" sayyad sayyed shafei shafey shafie shahat shami shamy sharif sharkawy shazly shenawy"
    b" sherbiny sherif siddig sisi tahan taher tahir tantawy tayeb tigani tijani wakil zayat zayyat"
    b" zein zubeir".split()
)

# Names in Arabic letters that begin like the article but have none: of Persian, Turkish and
# European origin.
ARABIC_NAMES_WITH_AL: Final = frozenset(
    "الياس الهام الناز الميرا الماس الينا الوند الطاف اليسا اليزا اليكا اليان الدار الدوز التان"
    " البان البرت البرتو الفونسو الفريد الكسندر الكساندر الكسي الكسيس اليزابيث اليزابت"
    " اليانور".split()
)

# First and last parts of compounds that form one name though written in two words.
COMPOUND_STARTS: Final = frozenset(
    b"abd abdu abdul abdel abdal abdoul abdur abdus abdol cabdul ~bd ~abd".split()
)
COMPOUND_ENDS: Final = frozenset(
    b"ullah allah ollah oullah uddin eddin addin aldin ~allh ~llh ~aldyn".split()
)

# Last parts that begin no name: in first position the family name comes first. Allah Dad and Allah
# Bakhsh are names.
NOT_AT_START: Final = frozenset(b"ullah ollah oullah uddin eddin addin".split())

# Titles and forms of address, as tokens.
TITLES: Final = frozenset(
    b"mr mrs ms miss dr prof sir madam mme mlle herr frau sig sra sr hajji haji hadji hajja sheikh"
    b" shaykh sheik cheikh sayyid sayed sayyed syed ustad mullah mulla maulana molavi mawlawi"
    b" engineer eng ayatollah agha khanum begum bibi ~alsyd ~syd ~alhaj ~haj ~alshykh ~shykh"
    b" ~hajy".split()
)

DROPPED: Final = PARTICLES | TITLES

# Words before another person's name when the person's own is unknown: the parent's, or an epithet.
OPENINGS: Final = (
    "baby of",
    "baby boy of",
    "baby girl of",
    "boy of",
    "girl of",
    "child of",
    "son of",
    "daughter of",
    "infant of",
    "b/o",
    "s/o",
    "d/o",
    "fils de",
    "fille de",
    "enfant de",
    "bebe de",
    "bébé de",
    "fils d",
    "fille d",
    "sohn von",
    "tochter von",
    "kind von",
    "hijo de",
    "hija de",
    "figlio di",
    "figlia di",
    "filho de",
    "filha de",
    "x se disant",
    "xsd",
    "x alias",
    "known as",
    "calls himself",
    "calls herself",
)

# Whole cells that only state that the name is unknown: normalised words, single spaces, no
# punctuation.
PLACEHOLDERS: Final = frozenset(
    normalise(line)
    for line in """
    n a|n n|x|x x|x x x|noname|anonymous|anon|nil|null|test|test test|tbd|tbc|tba|to be confirmed
    not applicable|not available|not stated|not recorded|name withheld|withheld|refused|john doe
    jane doe
    mr x|mrs x|ms x|newborn|new born|infant|toddler|single name|only one name|f n u|l n u
    f n u l n u
    sans nom|sans prenom|sans prénom|sans nom de famille|neant|néant|x se disant|xsd|monsieur x
    madame x
    nouveau ne|nouveau né|garcon|garçon|fille|petite fille|petit garcon|petit garçon|bebe|bébé
    enfant|mineur
    mineure|non communique|non communiqué|fils|fils de|fille de|enfant de|bebe de|bébé de|fils d
    fille d
    ohne namen|ohne name|ohne nachnamen|ohne vornamen|kein name|kein nachname|kein vorname|namenlos
    kind
    junge|mädchen|madchen|maedchen|säugling|saugling|saeugling|neugeborenes|kleinkind|name unbekannt
    unbekannter name|sohn von|tochter von|kind von|sin nombre|sin apellido|sin apellidos|no consta
    niño|niña
    menor|recien nacido|recién nacido|hijo de|hija de|senza nome|senza cognome|nessun cognome
    nessun nome|non noto|non nota|bambino|bambina|neonato|neonata|minore|ignoto|ignota|figlio di
    figlia di
    jongen|meisje|zonder naam|geen naam|geen achternaam|okänd|okand|namn saknas|ukendt|ukjent
    tuntematon
    sem nome|desconhecido|desconhecida|filho de|filha de|nieznany|nieznana|nieznane|bez imienia
    bez nazwiska
    neznámý|neznámy|neznámá|neznamy|neznama|nepoznato|nepoznat|nepoznata|bez imena|nepoznato ime
    necunoscut
    necunoscuta|necunoscută|fara nume|fără nume|ismeretlen|bilinmiyor|isimsiz|adsız|adsiz|isim yok
    soyadı yok
    soyadi yok|bebek|panjohur|i panjohur|e panjohur|pa emer|pa emër|pa mbiemër|pa mbiemer|άγνωστο
    άγνωστος|άγνωστη
    αγνωστο|αγνωστος|αγνωστη|χωρίς όνομα|χωρις ονομα|ανώνυμος|ανωνυμος|неизвестно|неизвестный
    неизвестная
    неизвестен|неизвестна|невідомо|невідомий|невідома|без имени|без фамилии|без імені|без прізвища
    без име
    мальчик|девочка|ребенок|ребёнок|младенец|хлопчик|дівчинка|дитина|немовля|مجهول|مجهولة
    مجهول الاسم
    مجهولة الاسم|مجهول الهوية|مجهولة الهوية|غير معروف|غير معروفة|غير مسمى|بدون اسم|بلا اسم|لا اسم
    لا يوجد
    لا يوجد اسم|بدون لقب|طفل|طفلة|طفل مجهول|ولد|بنت|فتاة|رضيع|رضيعة|مولود|مولودة|ابن|ابنة|ابن فلان
    نامعلوم
    نامشخص|ناشناس|بی نام|بینام|بدون نام|نام ندارد|بدون تخلص|تخلص ندارد|نوزاد|کودک|دختر|پسر|دختر بچه
    پسر بچه
    فرزند|ورک نوم|نوم نه لری|ماشوم|نجلۍ|هلک|نەناسراو|بێ ناو|nezanan|nenas|bênav|lama yaqaan
    magac la aan
    aan la aqoon|ያልታወቀ|ያልታወቀች|ስም የለም|ስም የለውም|ስም የላትም|ህጻን|ሕጻን|ሕፃን|ዘይተፈልጠ|ዘይፍለጥ|ዘይትፍለጥ|ስም የብሉን|ስም የብላን
    ስም የለን
    ህጻን ወዲ|ህጻን ጓል|不明|未知|无名|無名|佚名|không rõ|không tên|chưa rõ|অজানা|नाम अज्ञात|अज्ञात
    """.replace("\n", "|").split("|")
    if line.strip()
) | {opening for opening in OPENINGS if "/" not in opening}

# Words that make a cell a placeholder if every word is one of them or a number ("Unknown minor 3").
PLACEHOLDER_WORDS: Final = frozenset(
    normalise(word)
    for word in """
    unknown unk unnamed name names no not known given first last middle family surname lastname
    firstname
    forename baby boy girl male female infant newborn child minor person unidentified of the na none
    fnu lnu
    mnu nfn nln nmn nn xx xxx xxxx inconnu inconnue inconnus nom prenom prénom masculin feminin
    féminin
    garcon garçon fille mineur unbekannt unbekannte unbekannter männlich mannlich maennlich weiblich
    vorname
    nachname familienname desconocido desconocida sconosciuto sconosciuta onbekend مجهول مجهولة
    نامعلوم
    نامعلومه невідомо невідомий невідома неизвестно неизвестный неизвестная
    """.split()
)

# Words for "unknown" in place of one part of a name ("FNU Karimi", "Unknown Karimi"): dropped.
UNKNOWN_PARTS: Final = frozenset(
    normalise(word)
    for word in """
    fnu lnu mnu nfn nln nmn nn xxx xxxx xsd unknown unk unnamed noname inconnu inconnue unbekannt
    desconocido
    desconocida sconosciuto sconosciuta onbekend nieznany nieznana nepoznato necunoscut bilinmiyor
    مجهول
    مجهولة نامعلوم نامعلومه невідомо невідомий невідома неизвестно неизвестный неизвестная άγνωστο
    άγνωστος
    άγνωστη ያልታወቀ ዘይተፈልጠ 不明
    """.split()
)
