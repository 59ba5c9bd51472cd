from typing import Literal

DataRight = Literal["access", "erase", "object", "rectify", "restrict"]

DATA_RIGHT_VALUES: set[DataRight] = {
    "access",
    "erase",
    "object",
    "rectify",
    "restrict",
}


def check_data_right(value: str) -> DataRight:
    if value in DATA_RIGHT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DATA_RIGHT_VALUES!r}")
