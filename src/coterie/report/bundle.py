"""The chart library as one script: Vega, Vega-Lite and Vega-Embed out of vl-convert, made once and kept in the user's cache."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from coterie.charts import VEGA_LITE
from coterie.errors import SurroundingsError
from coterie.store.folder import write_file


def bundle() -> str:
    """The script that defines `vegaEmbed`; from the cache, or made now (about two seconds) and cached."""
    file = cache_folder() / f"vega-{version('vl-convert-python')}-{VEGA_LITE}.js"
    with suppress(OSError):
        return file.read_text(encoding="utf-8")
    import vl_convert

    script: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VEGA_LITE)
    script = script.replace("</script", "<\\/script").replace("<!--", "\\x3c!--")  # inside a page, these would end the script
    with suppress(SurroundingsError):  # a cache that cannot be written costs time, never the report
        write_file(file, script)
    return script


def cache_folder() -> Path:
    """Where things are kept that can be made again: `$XDG_CACHE_HOME/coterie`, or `~/.cache/coterie`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "coterie"
