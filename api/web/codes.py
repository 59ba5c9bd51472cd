"""The codes of the API, with their labels."""

from __future__ import annotations

import functools

from fastapi import APIRouter

from api.schemas.codes import CodeOut, CodeSetList, CodeSetOut, every_set
from api.web import language
from api.web.labels import display
from core.code_sets import STATE_SET

router = APIRouter(prefix="/v1", tags=["codes"])


@router.get("/codes", name="list")
def list_codes() -> CodeSetList:
    """List the codes of all closed sets, with labels.

    Requests take only these codes. Answers may have further ones: new codes are added.
    """
    return _code_sets()


@functools.cache
def _code_sets() -> CodeSetList:
    return CodeSetList(
        sets=[
            CodeSetOut(
                name=name, codes=[CodeOut(code=code, labels=_labels(code, name)) for code in codes]
            )
            for name, codes in every_set().items()
        ]
    )


def _labels(code: str, name: str) -> dict[str, str]:
    """Return the label of a code in each language of the pages."""
    if name == STATE_SET:
        return language.in_each_language(functools.partial(language.country, code))
    return language.in_each_language(functools.partial(display.label, code, name))
