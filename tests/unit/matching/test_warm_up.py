from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from matching import jit, warm_up

# Prints what `import matching` imports, and whether a second warm-up compiled anything.
_IMPORTS = (
    "import sys, matching; print('\\n'.join(sorted({name.partition('.')[0] for name in"
    " sys.modules})))"
)
_MISSES = """
from numba.core import event
compiled = []
class Watch(event.Listener):
    def on_start(self, ev): compiled.append(ev.data["dispatcher"].py_func.__name__)
    def on_end(self, ev): pass
event.register("numba:compile", Watch())
from matching.warm_up import warm
warm()
from matching import Engine, Person
row = {"record_ref": "A", "kind": "found", "full_name": "Selam", "birth_date": "2009"}
p, e = Person.from_row(row), Engine()
e.compare(p, p); e.rank(p, [p, p]); list(e.link([p, p], [p])); e.score_matrix([p], [p])
print(len(compiled), compiled[:5])
"""


def run(code: str) -> str:
    root = Path(jit.__file__).parent.parent
    env = os.environ | {"PYTHONPATH": str(root)}
    return subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=root, text=True, capture_output=True, check=True
    ).stdout


def test_importing_the_engine_loads_no_database_no_web_and_no_other_package_of_ours() -> None:
    loaded = set(run(_IMPORTS).split())
    assert "numba" in loaded
    assert not loaded & {
        "sqlalchemy",
        "pydantic",
        "fastapi",
        "celery",
        "core",
        "models",
        "services",
        "api",
        "cli",
        "workers",
    }


def test_after_a_warm_up_nothing_is_compiled_again() -> None:
    warm_up.warm()
    assert run(_MISSES).split()[0] == "0"


def test_the_cache_lies_in_a_folder_named_after_the_sources(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    folder = jit.cache_folder()
    assert folder.parent == tmp_path
    before = jit._source_digest()
    reads = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: reads(path) + (b"#" if path.name == "align.py" else b"")
    )
    assert jit._source_digest() != before
