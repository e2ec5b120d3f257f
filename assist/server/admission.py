"""A token, and the page that it came from -> what its bearer may do, or why they are sent away."""

from assist.server.auth import Grant, UnauthorizedError
from assist.server.service import Service
from assist.wire import codes
from assist.wire.codes import Close


def admission(service: Service, token: str | None, origin: str | None) -> Grant | Close:
    """Return the grant of a socket, or the code that ends it.

    Agents and supervisors come from a page of their tenant's; a program comes from none.
    """
    try:
        grant = service.tokens.verify(token or "", origin=origin, now=service.clock())
    except UnauthorizedError:
        return codes.UNAUTHORIZED_CLOSE
    if not service.settings.tenant(grant.tenant).enabled:
        return codes.TENANT_DISABLED
    if origin is None:
        return codes.FORBIDDEN_CLOSE if grant.personal else grant
    return grant if service.origins.allow_for(grant.tenant, origin) else codes.FORBIDDEN_CLOSE
