"""What a handler says happened."""

from __future__ import annotations


class Ignored(str):
    """An outcome: the delivery was read and there was nothing to do; the text says why."""

    __slots__ = ()
