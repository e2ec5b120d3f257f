import pytest

from assist.config import Tenant
from assist.server.origins import Origins

NODE = "https://console.example"
OWN = "https://desk.acme.example"
TENANTS = (Tenant(name="acme", origins=(OWN.upper(),)), Tenant(name="globex"))


def test_with_none_listed_the_loopback_pages_of_the_port_come_in() -> None:
    origins = Origins((), 8420)
    assert origins.allow("http://127.0.0.1:8420")
    assert origins.allow("http://LOCALHOST:8420")
    assert origins.allow("http://[::1]:8420")
    assert not origins.allow("http://127.0.0.1:8421")
    assert not origins.allow("https://127.0.0.1:8420")


def test_the_pages_of_any_tenant_may_knock_and_come_in_for_their_own() -> None:
    origins = Origins((NODE,), 8420, TENANTS)
    assert origins.allow(NODE)
    assert origins.allow(OWN)
    assert origins.allow_for("acme", OWN)
    assert not origins.allow_for("acme", NODE)
    for tenant in ("globex", "named nowhere"):
        assert origins.allow_for(tenant, NODE)
        assert not origins.allow_for(tenant, OWN)


@pytest.mark.parametrize("origin", ["\N{KELVIN SIGN}iosk.example", "null", "", NODE + "/"])
def test_A02_what_only_looks_alike_is_another(origin: str) -> None:
    origins = Origins((NODE, "kiosk.example"), 8420)
    assert not origins.allow(origin)
    assert not origins.allow_for("acme", origin)
