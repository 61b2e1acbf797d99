"""The requests in the docs are made, one after the other, to a server as the page says."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from coterie.demo import make_world
from started import running

PAGE = Path(__file__).parents[2] / "docs" / "serve.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.skipif(not shutil.which("curl"), reason="the examples use curl")
def test_the_requests_on_the_page_are_answered(tmp_path: Path) -> None:
    make_world("shop", tmp_path, customers=100)
    start, *blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert start == "coterie serve results\n"
    with running(tmp_path / "results") as (_, port):
        script = "set -euo pipefail\n" + "echo\n".join(blocks).replace("127.0.0.1:8000", f"127.0.0.1:{port}")
        done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "event: state" in done.stdout
    assert '"name":"Our best"' in done.stdout
    for file in ("heatmap.svg", "report.md", "segments.sql"):
        assert (tmp_path / file).stat().st_size > 1000
