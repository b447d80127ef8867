"""Whom a connection believes, and which way it goes."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

import web_servers as web
from undersigned.tlog.errors import Malformed
from undersigned.verifier.address import Address
from undersigned.verifier.connection import proxy_for
from undersigned.verifier.site import Unreadable
from undersigned.verifier.web import WebSite


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> web.Issuer:
    return web.Issuer(tmp_path_factory.mktemp("authority"))


Secure = Callable[..., web.Server]


@pytest.fixture
def secure(server: web.Server, issuer: web.Issuer) -> Iterator[Secure]:
    opened = []

    def serve(*names: str, **validity: object) -> web.Server:
        context = web.serving(server.folder, issuer.context(*names, **validity))
        opened.append(context)
        return context.__enter__()

    yield serve
    for each in opened:
        each.__exit__(None, None, None)


def test_a_server_is_believed_by_ones_own_authority(secure: Secure, issuer: web.Issuer) -> None:
    server = secure("localhost")
    site = WebSite(Address(server.address), copy=False, ca=issuer.file)
    site.expect([("checkpoint", 100), ("b", 100), ("c", 100)])
    assert site.read("checkpoint", 100) == b"a checkpoint"
    assert site.read("c", 100) == b"c"
    assert site.claims == f"localhost:{server.server_port}/fair-courts"
    site.close()


def test_the_systems_store_is_asked_where_no_other_is_named(
    secure: Secure, issuer: web.Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = secure("localhost")
    with pytest.raises(Unreadable, match=r"by nobody that this machine knows.* with --ca"):
        WebSite(Address(server.address), copy=True).read("checkpoint", 100)
    monkeypatch.setenv("SSL_CERT_FILE", str(issuer.file))
    site = WebSite(Address(server.address), copy=True)
    assert site.read("checkpoint", 100) == b"a checkpoint"
    site.close()


@pytest.mark.parametrize(
    ("names", "from_day", "to_day", "said"),
    [
        (("other.example",), -9, 9, "the certificate shown is not for localhost"),
        (("localhost",), -9, -1, "of localhost has expired; whoever runs the server has to renew"),
        (("localhost",), 1, 9, "not valid yet; see whether the clock"),
    ],
)
def test_a_wrong_certificate_is_refused_with_its_reason(
    secure: Secure, issuer: web.Issuer, names: tuple[str], from_day: int, to_day: int, said: str
) -> None:
    now = dt.datetime.now(dt.UTC)
    server = secure(
        *names,
        not_before=now + dt.timedelta(days=from_day),
        not_after=now + dt.timedelta(days=to_day),
    )
    site = WebSite(Address(server.address), copy=True, ca=issuer.file)
    with pytest.raises(Unreadable, match=said):
        site.read("checkpoint", 100)
    assert server.asked == []


def test_a_port_without_https_is_said(server: web.Server) -> None:
    address = server.address.replace("http://", "https://")
    with pytest.raises(Unreadable, match="see whether the port is the one for https"):
        WebSite(Address(address), copy=True).read("checkpoint", 100)


@pytest.fixture
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "http_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.usefixtures("_no_proxies")
@pytest.mark.parametrize("variable", ["https_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_the_proxy_of_the_environment_leads_the_way(
    secure: Secure, issuer: web.Issuer, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = secure("letters.ruritania.example")
    with web.Proxy(server.server_port) as proxy:
        monkeypatch.setenv(variable, f"http://me:open%20up@127.0.0.1:{proxy.port}")
        address = Address("https://letters.ruritania.example/fair-courts")
        site = WebSite(address, copy=False, ca=issuer.file)
        assert site.read("checkpoint", 100) == b"a checkpoint"
        site.close()
    assert proxy.asked[0].startswith("CONNECT letters.ruritania.example:443 ")
    assert "Proxy-Authorization: Basic bWU6b3BlbiB1cA==" in proxy.asked[0]


@pytest.mark.usefixtures("_no_proxies")
def test_a_proxy_that_refuses_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with web.Proxy(1, refuses=True) as proxy:
        monkeypatch.setenv("https_proxy", f"127.0.0.1:{proxy.port}")
        site = WebSite(Address("https://letters.ruritania.example/fair-courts"), copy=False)
        with pytest.raises(Unreadable, match=f"the proxy 127.0.0.1, port {proxy.port} does not"):
            site.read("checkpoint", 100)


@pytest.mark.usefixtures("_no_proxies")
def test_what_is_near_is_reached_without_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert proxy_for(Address("http://localhost:8000/fair-courts")) is None
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", ".ruritania.example")
    address = Address("https://letters.ruritania.example/fair-courts")
    assert proxy_for(address) is None


@pytest.mark.usefixtures("_no_proxies")
@pytest.mark.parametrize("named", ["socks5://me:secret@127.0.0.1:1080", "http://[", "https://h"])
def test_a_proxy_of_another_kind_is_refused_and_its_password_not_shown(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", named)
    with pytest.raises(Malformed, match="proxy in the environment") as raised:
        proxy_for(Address("https://letters.ruritania.example/fair-courts"))
    assert "secret" not in str(raised.value)
