"""Still pictures of charts, and the one version of Vega-Lite that pictures and pages draw."""

from __future__ import annotations

from coterie.records import Chart

VEGA_LITE = "6.4"
FORMATS = ("svg", "png")
# The font of whoever looks may be wider than the one that words are measured with here.
ROOM = {"left": 24, "right": 36, "top": 8, "bottom": 8}


def picture(chart: Chart, format: str = "svg") -> bytes:
    """The chart as a picture on a white ground, in one of `FORMATS`."""
    import vl_convert

    spec = {**chart.spec, "padding": ROOM}
    if format == "png":
        png: bytes = vl_convert.vegalite_to_png(spec, vl_version=VEGA_LITE, scale=2)
        return png
    svg: str = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return svg.encode()
