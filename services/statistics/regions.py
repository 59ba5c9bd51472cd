"""Regions for counting nationalities: coarse, so that small countries cannot be recognised.

Based on the sub-regions of the UN's M49, merged where few records are expected.
"""

from __future__ import annotations

from core.policy.participating_states import STATES

_PARTS = {
    "middle_east_north_africa": "AE BH DZ EG EH IL IQ JO KW LB LY MA OM PS QA SA SY TN TR YE",
    "west_central_africa": (
        "AO BF BJ CD CF CG CI CM CV GA GH GM GN GQ GW LR ML MR NE NG SH SL SN ST TD TG"
    ),
    "east_southern_africa": (
        "BI BW DJ ER ET KE KM LS MG MU MW MZ NA RE RW SC SD SO SS SZ TZ UG YT ZA ZM ZW"
    ),
    "central_south_asia": "AF BD BT IN IR KG KZ LK MV NP PK TJ TM UZ",
    "east_southeast_asia": "BN CN HK ID JP KH KP KR LA MM MN MO MY PH SG TH TL TW VN",
    "eastern_europe_caucasus": "AL AM AZ BA BY GE MD ME MK RS RU UA XK",
    "european_union_partners": " ".join(sorted(STATES)) + " AD FO GB GG GI GL IM JE MC SJ SM VA AX",
    "americas_oceania": (
        "AG AI AR AS AU AW BB BL BM BO BQ BR BS BZ CA CK CL CO CR CU CW DM DO EC FJ FK FM GD GF GP"
        " GT GU GY HN HT JM KI KN KY LC MF MH MP MQ MS MX NC NI NR NU NZ PA PE PF PG PM PN PR PW PY"
        " SB SR SV SX TC TK TO TT TV US UY VC VE VG VI VU WF WS"
    ),
}
REGION_OF = {code: part for part, codes in _PARTS.items() for code in codes.split()}
SEVERAL_OR_UNKNOWN = "several_or_unknown"


def region_of(nationalities: tuple[str, ...]) -> str:
    """Return the region that holds all nationalities; none for stateless and unknown."""
    parts = {REGION_OF[code] for code in nationalities if code in REGION_OF}
    return parts.pop() if len(parts) == 1 else SEVERAL_OR_UNKNOWN
