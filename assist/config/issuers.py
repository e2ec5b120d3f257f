"""The tables `[[tenants.<name>.issuers]]` of a file -> who signs tokens for a tenant."""

from assist.config.keys import ISSUER
from assist.config.section import Reading
from assist.config.tenants import Issuer


def read_issuers(reading: Reading, tenant: str, plain: object) -> tuple[Issuer, ...]:
    """Return the issuers that are right."""
    where = f"[[{tenant}.issuers]]"
    if not isinstance(plain, list):
        reading.complain(where, f"write {where} above each issuer")
        return ()
    found = (_issuer(reading, where, one) for one in plain)
    return tuple(issuer for issuer in found if issuer)


def _issuer(reading: Reading, where: str, plain: object) -> Issuer | None:
    values = reading.values(where, plain, ISSUER)
    if not all(key.name in values for key in ISSUER if key.needed):
        return None
    return Issuer(**values)
