"""What people type -> what may be kept of it: personal data hidden before anything is written.

No input or output, no clock, no state: whoever takes a message in masks it first, and hands on
only what comes back.
"""

from assist.privacy.carry import Carry, Masker
from assist.privacy.mask import mask
from assist.privacy.values import ALWAYS, SORTS, Hit, Masked, Sort

__all__ = ["ALWAYS", "SORTS", "Carry", "Hit", "Masked", "Masker", "Sort", "mask"]
