"""A request that claims to come from a console -> the proof that it does, or the reason against."""

from assist.webhooks.keys import check
from assist.webhooks.values import Proof, SignatureError, Signed, Why
from assist.webhooks.verify import verify

__all__ = ["Proof", "SignatureError", "Signed", "Why", "check", "verify"]
