"""The migration routes of the sample world: countries in order of travel, with places."""

from __future__ import annotations

# Countries in order of travel. A later event is at the same stop or a later one.
ROUTES: dict[str, tuple[str, ...]] = {
    "balkan": ("TR", "GR", "MK", "RS", "BA", "HR", "SI", "AT", "DE", "SE"),
    "central": ("LY", "TN", "IT", "CH", "FR", "DE", "SE"),
    "west": ("MA", "ES", "FR", "BE", "DE"),
    "east": ("UA", "PL", "SK", "CZ", "DE", "SE"),
    "orient": ("RU", "LT", "PL", "DE", "FR", "BE"),
    "union": ("RO", "HU", "AT", "IT", "FR", "ES"),
    "land": ("AL", "IT", "FR", "BE"),
    "air": ("FR", "DE", "IT", "ES", "SE"),
}

PLACES: dict[str, tuple[str, ...]] = {
    "AL": ("Tirana", "Durrës", "Vlorë"),
    "AT": ("Vienna", "Traiskirchen", "Graz", "Innsbruck"),
    "BA": ("Bihać", "Sarajevo", "Velika Kladuša"),
    "BE": ("Brussels", "Antwerp", "Liège"),
    "CH": ("Chiasso", "Zürich", "Basel"),
    "CZ": ("Prague", "Brno"),
    "DE": ("Berlin", "Hamburg", "München", "Passau", "Köln", "Frankfurt"),
    "ES": ("Ceuta", "Melilla", "Algeciras", "Las Palmas", "Barcelona", "Madrid"),
    "FR": ("Paris", "Calais", "Marseille", "Nice", "Lyon", "Briançon"),
    "GR": ("Athens", "Thessaloniki", "Lesvos", "Samos", "Chios", "Patras", "Idomeni"),
    "HR": ("Zagreb", "Rijeka"),
    "HU": ("Budapest", "Győr"),
    "IT": ("Lampedusa", "Catania", "Rome", "Milano", "Ventimiglia", "Trieste", "Bari"),
    "LT": ("Vilnius", "Kaunas"),
    "LY": ("Tripoli", "Zuwara"),
    "MA": ("Nador", "Tangier", "Rabat"),
    "MK": ("Gevgelija", "Skopje"),
    "PL": ("Warszawa", "Przemyśl", "Kraków"),
    "RO": ("Timișoara", "Oradea"),
    "RS": ("Beograd", "Subotica", "Šid"),
    "RU": ("Moscow", "Smolensk"),
    "SE": ("Malmö", "Stockholm", "Göteborg"),
    "SI": ("Ljubljana", "Koper"),
    "SK": ("Bratislava", "Košice"),
    "TN": ("Sfax", "Zarzis"),
    "TR": ("Istanbul", "Izmir", "Edirne", "Bodrum"),
    "UA": ("Lviv", "Kyiv", "Odesa"),
}

# English and local names of a place, as two offices would write them.
OTHER_NAMES: dict[str, str] = {
    "Athens": "Athina",
    "Lesvos": "Lesbos",
    "Rome": "Roma",
    "Milano": "Milan",
    "München": "Munich",
    "Köln": "Cologne",
    "Vienna": "Wien",
    "Warszawa": "Warsaw",
    "Beograd": "Belgrade",
    "Kyiv": "Kiev",
    "Odesa": "Odessa",
    "Brussels": "Bruxelles",
    "Göteborg": "Gothenburg",
    "Prague": "Praha",
    "Tangier": "Tanger",
    "Izmir": "İzmir",
    "Lviv": "Lvov",
    "Moscow": "Moskva",
}
