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
    try:
        pages = [str(page) for page in stage(source)]
    except LinkError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for name, write in PAGES.items():
        path = source / "docs" / "reference" / name
        path.write_text(write(), encoding="utf-8")
        pages.append(f"docs/reference/{name}")
    shutil.copy(SITE / "site.css", source)
    config = (SITE / "mkdocs.yml").read_text("utf-8")
    # JSON is YAML too.
    config += f"docs_dir: {source}\nsite_dir: {TARGET / 'html'}\n"
    config += f"nav: {json.dumps(navigation(sorted(pages)))}\n"
    file = TARGET / "mkdocs.yml"
    file.write_text(config, encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", str(file)]
    # MkDocs Material advertises its successor otherwise.
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    code = subprocess.run(command, check=False, env=quiet).returncode
    if code == 0:
        sys.stdout.write(f"{len(pages)} pages in {TARGET / 'html'}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
