"""What no browser makes is no passkey: an answer that can't be read is refused in words."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from access_people import OBSERVER, OWNER, World, make_world, passkey_credential
from desk_people import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
GOOD = passkey_credential()
RUBBISH = [
    {"type": "public-key", "id": 1},
    {"id": "AA", "rawId": "AA", "response": {}},
    {},
    [],
    1,
    "text",
    {**GOOD, "rawId": "other"},
    {**GOOD, "response": {**GOOD["response"], "clientDataJSON": "AA"}},
    {**GOOD, "response": {**GOOD["response"], "attestationObject": "AA"}},
    {**GOOD, "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}},
    {**GOOD, "clientExtensionResults": 1},
]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.mark.parametrize("rubbish", RUBBISH, ids=lambda each: json.dumps(each)[:40])
def test_rubbish_is_refused_wherever_a_passkey_is_given(world: World, rubbish: object) -> None:
    sent = {"credential": json.dumps(rubbish), "name": "phone"}
    for who, path in (
        (OWNER, "/accounts/passkeys/new/"),
        (OBSERVER, "/accounts/passkeys/new/"),
        (OBSERVER, "/accounts/passkeys/again/"),
    ):
        client = world.clients[who]
        client.get(path)
        assert client.post(path, sent).status_code == 200, (who, path)
    cache.clear()
    client = Client()
    login = {"login": "observer@ruritania.example", "password": PASSWORD}
    assert client.post("/accounts/login/", login).headers["Location"].startswith("/accounts/code/")
    client.get("/accounts/code/")
    assert client.post("/accounts/code/", sent).status_code == 200
    assert client.get("/desk/").status_code == 302
