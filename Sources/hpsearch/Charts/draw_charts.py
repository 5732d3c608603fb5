"""Turns Vega-Lite specifications into images: takes their kind (svg, png or pdf) and the specifications' files, and writes
each image beside its specification. Asks nothing of any network."""

import ctypes
import signal
import sys

try:
    # PR_SET_PDEATHSIG: this ends with hpsearch, whatever ends that. Linux alone has it.
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
except (AttributeError, OSError):
    pass

import vl_convert

kind, *sources = sys.argv[1:]
options = {"png": {"ppi": 144}}.get(kind, {})
convert = getattr(vl_convert, "vegalite_to_" + kind)
for source in sources:
    with open(source, encoding="utf-8") as file:
        image = convert(file.read(), allowed_base_urls=[], **options)
    with open(source + "." + kind, "wb") as file:
        file.write(image.encode("utf-8") if isinstance(image, str) else image)
