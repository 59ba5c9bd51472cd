from typing import Literal

DataRequestInRequester = Literal["guardian", "person", "representative"]

DATA_REQUEST_IN_REQUESTER_VALUES: set[DataRequestInRequester] = {
    "guardian",
    "person",
    "representative",
}


def check_data_request_in_requester(value: str) -> DataRequestInRequester:
    if value in DATA_REQUEST_IN_REQUESTER_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {DATA_REQUEST_IN_REQUESTER_VALUES!r}"
    )
