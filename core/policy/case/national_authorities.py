"""THE table of the authorities that take over a child found by police in a state whose contact desk
protects no children.

Care confirmation belongs where the child is. So the authority is of the child's own state. A desk
of a neighbouring state may help to find a matching record, and never takes the child over.

Every name is from memory and to be checked by a lawyer of the state.
"""

from __future__ import annotations

# state -> the authority that is responsible for an unaccompanied child. A state without a row has
# no authority named: supervisor and administrator learn it.
NATIONAL_AUTHORITIES: dict[str, str] = {
    "AT": "Kinder- und Jugendhilfe",
    "BE": "Service des Tutelles / Dienst Voogdij",
    "BG": "Агенция за социално подпомагане",
    "CH": "Kindes- und Erwachsenenschutzbehörde",
    "CY": "Υπηρεσίες Κοινωνικής Ευημερίας",
    "CZ": "Orgán sociálně-právní ochrany dětí",
    "DE": "Jugendamt",
    "EE": "Sotsiaalkindlustusamet",
    "ES": "Entidad pública de protección de menores",
    "FI": "Hyvinvointialueen lastensuojelu",
    "FR": "Aide sociale à l'enfance",
    "GR": "Εθνικό Κέντρο Κοινωνικής Αλληλεγγύης",
    "HR": "Hrvatski zavod za socijalni rad",
    "HU": "Gyámhivatal",
    "IE": "Tusla",
    "IS": "Barna- og fjölskyldustofa",
    "IT": "Procura della Repubblica presso il Tribunale per i minorenni",
    "LI": "Amt für Soziale Dienste",
    "LT": "Valstybės vaiko teisių apsaugos ir įvaikinimo tarnyba",
    "LU": "Office national de l'enfance",
    "LV": "Bāriņtiesa",
    "MT": "Directorate for Child Protection Services",
    "NL": "Stichting Nidos",
    "NO": "Barneverntjenesten",
    "PL": "Sąd opiekuńczy",
    "PT": "Comissão de Proteção de Crianças e Jovens",
    "RO": "Direcția Generală de Asistență Socială și Protecția Copilului",
    "SE": "Socialtjänsten",
    "SI": "Center za socialno delo",
    "SK": "Ústredie práce, sociálnych vecí a rodiny",
}

# state -> neighbouring states whose child-protection desks are asked to look for a matching record
MATCH_HELPERS: dict[str, tuple[str, ...]] = {
    "AT": ("DE", "IT", "SI", "HU", "CZ", "SK", "CH", "LI"),
    "BE": ("FR", "NL", "DE", "LU"),
    "BG": ("GR", "RO"),
    "CH": ("IT", "FR", "DE", "AT", "LI"),
    "CY": ("GR",),
    "CZ": ("DE", "AT", "SK", "PL"),
    "DE": ("AT", "FR", "PL", "CZ", "NL", "BE", "DK", "CH", "LU"),
    "DK": ("DE", "SE", "NO"),
    "EE": ("LV", "FI"),
    "ES": ("FR", "PT"),
    "FI": ("SE", "EE", "NO"),
    "FR": ("IT", "ES", "BE", "DE", "CH", "LU"),
    "GR": ("BG", "IT", "CY"),
    "HR": ("SI", "HU", "IT"),
    "HU": ("AT", "RO", "HR", "SK", "SI"),
    "IE": ("FR",),
    "IS": ("NO", "DK"),
    "IT": ("FR", "AT", "SI", "CH", "GR", "MT"),
    "LI": ("CH", "AT"),
    "LT": ("LV", "PL"),
    "LU": ("FR", "DE", "BE"),
    "LV": ("EE", "LT"),
    "MT": ("IT",),
    "NL": ("BE", "DE"),
    "NO": ("SE", "DK", "FI"),
    "PL": ("DE", "CZ", "SK", "LT"),
    "PT": ("ES",),
    "RO": ("HU", "BG"),
    "SE": ("DK", "NO", "FI"),
    "SI": ("IT", "AT", "HR", "HU"),
    "SK": ("AT", "CZ", "HU", "PL"),
}

# Hours in which the administrator names or connects an agency that protects children; then the
# auditor gets an alert.
CONNECT_HOURS = 24


def authority_code(state: str) -> str:
    """Return the code that the agency of a state's national authority has in the installation; ""
    for a state without a named authority.
    """
    # national competent authority
    return f"{state}-NCA" if state in NATIONAL_AUTHORITIES else ""
