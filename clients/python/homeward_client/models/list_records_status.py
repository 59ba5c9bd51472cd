from typing import Literal

ListRecordsStatus = Literal["", "closed", "open"]

LIST_RECORDS_STATUS_VALUES: set[ListRecordsStatus] = {
    "",
    "closed",
    "open",
}


def check_list_records_status(value: str) -> ListRecordsStatus:
    if value in LIST_RECORDS_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_RECORDS_STATUS_VALUES!r}")
