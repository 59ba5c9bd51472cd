"""The peer recordlinkage, with its ECM classifier, which fits m and u without labels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import recordlinkage

LIKE = 0.85  # Jaro-Winkler similarity from which texts agree, as in the package's examples
_ALMOST = 1e-12


def link_by_ecm(
    records: pd.DataFrame,
    pairs: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    texts: list[str],
    exact: list[str],
) -> npt.NDArray[np.float64]:
    """Return the log odds of pairs, given as left and right index of `records`.

    A missing value agrees with no value.
    """
    compare = recordlinkage.Compare()
    for column in texts:
        compare.string(column, column, method="jarowinkler", threshold=LIKE, label=column)
    for column in exact:
        compare.exact(column, column, label=column)
    features = compare.compute(pd.MultiIndex.from_arrays(pairs), records)
    classifier = recordlinkage.ECMClassifier()
    classifier.fit(features)
    probability = np.clip(classifier.prob(features).to_numpy(np.float64), _ALMOST, 1 - _ALMOST)
    return np.log(probability / (1 - probability))
