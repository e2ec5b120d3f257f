"""I03: who may hold a tenant's frame, as the server says it; tests/browser asks a browser."""

from pathlib import Path

from assist.config import Tenant
from tests.server.harness import serving

TENANTS = {
    "acme": Tenant(name="acme", frame_ancestors=("https://Desk.acme.example",)),
    "globex": Tenant(name="globex", origins=("https://globex.example", "http://[::1]:80")),
    "initech": Tenant(name="initech"),
    "gone": Tenant(name="gone", origins=("https://gone.example",), enabled=False),
}
NODE = "'self' https://console.example"
ANCESTORS = {
    "": NODE,
    "?tenant=acme": "'self' https://desk.acme.example",
    "?tenant=globex": "'self' https://globex.example",
    "?tenant=initech": NODE,
    "?tenant=gone": "'none'",
    "?tenant=nobody": NODE,
    "?tenant=": NODE,
    "?tenant=acme&tenant=globex": "'none'",
    "?tenant=acme%20https://evil.example": NODE,
    "?tenant=x;%20script-src%20*": NODE,
    "?tenant=%0d%0aset-cookie:%20a=b": NODE,
    "?" + "&".join(["tenant=acme"] * 500): "'none'",
}


async def test_I03_the_pages_of_its_tenant_alone_may_hold_a_frame(tmp_path: Path) -> None:
    listed = ("https://console.example",)
    async with (
        serving(tmp_path, origins=listed, tenants=TENANTS) as running,
        running.http() as http,
    ):
        for query, ancestors in ANCESTORS.items():
            answer = await http.get(f"/widget/frame.html{query}")
            policy = answer.headers["content-security-policy"]
            assert policy.partition("frame-ancestors ")[2] == ancestors, query
            assert policy.count("script-src") == 1
            assert "set-cookie" not in answer.headers


async def test_I03_a_tenant_that_is_not_in_the_list_has_no_frame(tmp_path: Path) -> None:
    async with (
        serving(tmp_path, tenants=TENANTS, only_tenants=True) as running,
        running.http() as http,
    ):
        for name, nobody in {"nobody": True, "": True, "acme": False}.items():
            answer = await http.get(f"/widget/frame.html?tenant={name}")
            policy = answer.headers["content-security-policy"]
            assert policy.endswith("frame-ancestors 'none'") == nobody, name
