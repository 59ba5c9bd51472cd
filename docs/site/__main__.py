"""Build the site: stage the documents, write the generated reference, run MkDocs strictly.

Exits with 1 if a link leads nowhere or MkDocs warns. The site is in `build/docs/html`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

from docs.site.navigation import navigation
from docs.site.reference import PAGES
from docs.site.stage import ROOT, LinkError, stage

SITE = ROOT / "docs" / "site"
TARGET = ROOT / "build" / "docs"


def main() -> int:
    """Build the site and return the exit code."""
    shutil.rmtree(TARGET, ignore_errors=True)
    source = TARGET / "source"
    written = {f"docs/reference/{name}": write() for name, write in PAGES.items()}
    try:
        pages = stage(source, written=written)
    except LinkError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    shutil.copy(SITE / "site.css", source)
    config = (SITE / "mkdocs.yml").read_text("utf-8")
    # JSON is YAML too.
    config += f"docs_dir: {source}\nsite_dir: {TARGET / 'html'}\n"
    config += f"nav: {json.dumps(navigation(pages))}\n"
    file = TARGET / "mkdocs.yml"
    file.write_text(config, encoding="utf-8")
    # Without warnings on (`--quiet`), `--strict` finds none. Material advertises its successor.
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(file)],
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        warnings = [line for line in done.stderr.splitlines() if not line.startswith("INFO")]
        sys.stderr.write("\n".join(warnings) + "\n")
        return 1
    sys.stdout.write(f"{len(pages)} pages in {TARGET / 'html'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
