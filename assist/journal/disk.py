"""A folder -> whether its disk takes more, and how much."""

import os
import shutil
from pathlib import Path
from typing import Final

LEAST_FREE: Final = 64 * 1024 * 1024
"""Bytes beside the journal below which others should take the traffic."""


def trouble(folder: Path, least: int = LEAST_FREE) -> str | None:
    """Return why a folder's disk is no place for more; None where it is."""
    try:
        read_only = bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    except (AttributeError, OSError):
        read_only = not os.access(folder, os.W_OK)
    if read_only:
        return "the disk cannot be written"
    # Nobody can tell: then it is for the journal to find out.
    return "the disk is nearly full" if free(folder) < least else None


def free(folder: Path) -> float:
    """Return the bytes that are free on a folder's disk; nan where nobody can tell."""
    try:
        return float(shutil.disk_usage(folder).free)
    except OSError:
        return float("nan")
