"""Still pictures of charts, and the one version of Vega-Lite that pictures and pages draw."""

from __future__ import annotations

from typing import Literal

from coterie.records import Chart

VEGA_LITE = "6.4"


def picture(chart: Chart, format: Literal["svg", "png"] = "svg") -> bytes:
    """The chart as a picture on a white ground."""
    import vl_convert

    if format == "png":
        png: bytes = vl_convert.vegalite_to_png(dict(chart.spec), vl_version=VEGA_LITE, scale=2)
        return png
    svg: str = vl_convert.vegalite_to_svg(dict(chart.spec), vl_version=VEGA_LITE)
    return svg.encode()
