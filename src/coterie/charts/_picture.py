"""Still pictures of charts, and the one version of Vega-Lite that pictures and pages draw."""

from __future__ import annotations

from coterie.records import Chart

VEGA_LITE = "6.4"
FORMATS = ("svg", "png")


def picture(chart: Chart, format: str = "svg") -> bytes:
    """The chart as a picture on a white ground, in one of `FORMATS`."""
    import vl_convert

    if format == "png":
        png: bytes = vl_convert.vegalite_to_png(dict(chart.spec), vl_version=VEGA_LITE, scale=2)
        return png
    svg: str = vl_convert.vegalite_to_svg(dict(chart.spec), vl_version=VEGA_LITE)
    return svg.encode()
