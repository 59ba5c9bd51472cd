from typing import Literal

CustodyProof = Literal["confirmed", "declared", "nothing"]

CUSTODY_PROOF_VALUES: set[CustodyProof] = {
    "confirmed",
    "declared",
    "nothing",
}


def check_custody_proof(value: str) -> CustodyProof:
    if value in CUSTODY_PROOF_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CUSTODY_PROOF_VALUES!r}")
