"""Peers that search by the letters of a text: pg_trgm on PostgreSQL, trigram cosines in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import psycopg
import scipy.sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sparse_dot_topn import sp_matmul_topn

# (text, number) -> positions of the texts found, best first
LookUp = Callable[[str, int], list[int]]

_GIN = (
    "SELECT id FROM peer WHERE told %% %(told)s ORDER BY similarity(told, %(told)s) DESC LIMIT"
    " %(top)s"
)
_GIST = "SELECT id FROM peer ORDER BY told <-> %(told)s LIMIT %(top)s"
_INDICES = {
    "pg_trgm GIN": ("gin (told gin_trgm_ops)", _GIN),
    "pg_trgm GiST": ("gist (told gist_trgm_ops)", _GIST),
}


def by_postgres(url: str, texts: Sequence[str]) -> Iterator[tuple[str, LookUp]]:
    """Yield each index of pg_trgm with its look-up. Only one index exists at a time.

    GIN uses its default threshold of 0.3.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        connection.execute("DROP TABLE IF EXISTS peer")
        connection.execute("CREATE TABLE peer (id bigint, told text)")
        with connection.cursor().copy("COPY peer FROM STDIN") as copy:
            for place, query_text in enumerate(texts):
                copy.write_row((place, query_text))
        for name, (index, query) in _INDICES.items():
            connection.execute(f"CREATE INDEX peer_told ON peer USING {index}".encode())
            connection.execute("VACUUM ANALYZE peer")

            def look_up(query_text: str, top: int, query: str = query) -> list[int]:
                rows = connection.execute(
                    query.encode(), {"told": query_text, "top": top}
                ).fetchall()
                return [place for (place,) in rows]

            yield name, look_up
            connection.execute("DROP INDEX peer_told")
        connection.execute("DROP TABLE peer")


def by_cosine(texts: Sequence[str]) -> Iterator[tuple[str, LookUp]]:
    """Yield sparse_dot_topn over tf-idf of trigrams within words, on one thread."""
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), dtype=np.float32)
    turned = scipy.sparse.csr_matrix(vectors.fit_transform(texts).T)

    def look_up(query_text: str, top: int) -> list[int]:
        nearest = sp_matmul_topn(vectors.transform([query_text]), turned, top_n=top, sort=True)
        return [int(place) for place in nearest.indices]

    yield "sparse_dot_topn", look_up
