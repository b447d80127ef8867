"""Whoever reads the database finds no cookie in it, by whichever way a login was kept."""

import pytest
from asgiref.sync import async_to_sync
from django.contrib.sessions.models import Session

from undersigned.organisers.session_store import SessionStore, kept_key

pytestmark = pytest.mark.django_db


def kept() -> list[str]:
    return [each.session_key for each in Session.objects.all()]


def test_a_login_kept_by_asynchronous_code_is_the_same() -> None:
    login = SessionStore()
    login["who"] = "Ines"
    async_to_sync(login.acreate)()
    login["who"] = "Rufus"
    async_to_sync(login.asave)()
    cookie = login.session_key
    assert cookie
    assert kept() == [kept_key(cookie)]
    assert async_to_sync(login.aexists)(cookie)
    assert not async_to_sync(login.aexists)(kept_key(cookie))
    assert async_to_sync(SessionStore(cookie).aload)() == {"who": "Rufus"}
    assert SessionStore(cookie).load() == {"who": "Rufus"}
    async_to_sync(login.acycle_key)()
    assert kept() == [kept_key(login.session_key)]
    assert login.session_key != cookie
    async_to_sync(login.adelete)()
    assert kept() == []


def test_what_was_kept_is_no_cookie_for_asynchronous_code() -> None:
    login = SessionStore()
    login["who"] = "Ines"
    login.save()
    assert async_to_sync(SessionStore(kept()[0]).aload)() == {}


def test_every_asynchronous_method_of_django_that_reaches_the_database_is_ours() -> None:
    ours = vars(SessionStore)
    for name in ("exists", "create_model_instance", "delete", "get_expiry_age", "get_expiry_date"):
        assert name in ours
        assert f"a{name}" in ours
    assert "_aget_session_from_db" in ours
