"""The tables `[tenants.<name>.streams.<name>]` of a file -> the consoles that are listened to."""

from assist.config.keys import STREAM
from assist.config.secrets import secrets_of
from assist.config.section import Reading
from assist.config.tenants import Stream
from assist.config.webhooks import is_endpoint


def read_streams(reading: Reading, tenant: str, plain: object) -> dict[str, Stream]:
    """Return the streams that are right, by their names."""
    found: dict[str, Stream] = {}
    for name, where, one in reading.named(f"{tenant}.streams", plain):
        if not is_endpoint(name):
            reading.complain(f"[{where}]", "write letters, digits, dots and hyphens, as `desk`")
        if stream := _stream(reading, f"[{where}]", one):
            found[name] = stream
    return found


def _stream(reading: Reading, where: str, plain: object) -> Stream | None:
    values = reading.values(where, plain, STREAM)
    secrets = secrets_of(reading, where, values, plain)
    if not {"console", "url"} <= set(values):
        return None
    return Stream(secrets=secrets, **values)
