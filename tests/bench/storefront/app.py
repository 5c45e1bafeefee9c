"""What gunicorn serves while shoppers' addresses are measured: those, and one static file beside them.

The file is sent by the same Flask in the same process, so that what differs is what is ours: the signature,
the look-ups, the page, and the visit that is on disk before the answer goes out.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask import Response, send_file

from storefront.wsgi import app

FILE = Path(os.environ["EARMARK_BENCH_FILE"])


@app.get("/bench/static.html")
def static_file() -> Response:
    """A file of the size of a landing page."""
    return send_file(FILE, max_age=0)


__all__ = ["app"]
