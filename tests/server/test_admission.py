from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from assist.config import Tenant
from assist.server.admission import admission
from assist.server.auth import Grant, Role
from tests.server.harness import Running, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")
DESK = "https://desk.globex.example"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    tenants = {
        "globex": Tenant(name="globex", origins=(DESK,)),
        "gone": Tenant(name="gone", enabled=False),
    }
    async with serving(tmp_path_factory.mktemp("data"), tenants=tenants) as running:
        yield running


@pytest.mark.parametrize(
    ("role", "tenant", "origin", "key"),
    [
        ("agent", "acme", "own", None),
        ("supervisor", "acme", "own", None),
        ("agent", "acme", None, "forbidden"),
        ("supervisor", "acme", None, "forbidden"),
        ("platform", "acme", None, None),
        ("admin", "acme", None, None),
        ("platform", "globex", "own", "forbidden"),
        ("agent", "globex", "own", "forbidden"),
        ("agent", "globex", DESK, None),
        ("agent", "gone", "own", "tenant_disabled"),
        ("platform", "gone", None, "tenant_disabled"),
    ],
)
async def test_who_comes_in_is_who_comes_from_the_right_place(
    running: Running, role: Role, tenant: str, origin: str | None, key: str | None
) -> None:
    token = running.token(role, tenant=tenant)
    found = admission(running.service, token, running.url if origin == "own" else origin)
    if isinstance(found, Grant):
        assert key is None
        assert (found.role, found.tenant) == (role, tenant)
    else:
        assert found.key == key


@pytest.mark.parametrize("token", [None, "", "x"])
async def test_without_a_good_token_nobody_comes_in(running: Running, token: str | None) -> None:
    found = admission(running.service, token, None)
    assert not isinstance(found, Grant)
    assert found.code == 4001
