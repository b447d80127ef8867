"""A list brought along in the browser: looked at side by side, mended, taken by the worker."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk_people import logged_in
from undersigned.organisers.models import Organiser
from undersigned.signing.actions.understand import go_on_with_uploads
from undersigned.signing.models import ImportedName, Upload, UploadedLine

LIST = """name,title,office,place,email
Edmund Grauhof,Prosecutor,Eastern District,Strelsau,edmund@ruritania.example
Edmund  Grauhof,Prosecutor,Eastern District,Strelsau,
Paula <b>Brennquist</b>,Trial Attorney,Tax Section,,
Institute for Open Courts,,,Hentzau,
and many others who can't be named,,,,
"""
LISTS = "/desk/fair-courts/imports/"


@pytest.fixture
def client(owner: Organiser) -> Client:
    return logged_in(owner)


def bring(client: Client, text: str = LIST, name: str = "list.csv") -> str:
    file = SimpleUploadedFile(name, text.encode())
    response = client.post(f"{LISTS}bring", {"file": file})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def understood(client: Client) -> str:
    path = bring(client)
    go_on_with_uploads()
    return path


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_until_the_worker_has_read_it_the_page_looks_again(client: Client) -> None:
    path = bring(client)
    text = text_of(client, path)
    assert client.get(path).headers["Refresh"] == "2"
    assert f'<a href="{path}">Look again now</a>' in text
    assert "It is being read" in text
    go_on_with_uploads()
    assert "Refresh" not in client.get(path).headers


def test_each_line_stands_beside_what_was_understood(client: Client) -> None:
    text = text_of(client, understood(client))
    assert "Edmund Grauhof,Prosecutor,Eastern District" in text
    assert "Paula &lt;b&gt;" in text
    assert "<b>Brennquist" not in text
    assert "Refused." in text
    assert not ImportedName.objects.exists()


@pytest.mark.parametrize(
    ("only", "number"), [("taken", 4), ("refused", 2), ("duplicates", 2), ("out", 0)]
)
def test_the_lines_are_filtered(client: Client, only: str, number: int) -> None:
    text = text_of(client, f"{understood(client)}?only={only}")
    assert len(re.findall(r'<tr id="line-', text)) == number


def test_all_is_taken_by_the_worker_as_it_was_mended(client: Client) -> None:
    path = understood(client)
    row = UploadedLine.objects.get(line=6)
    fields = {"kind": "organisation", "name": "Many Others Association", "page": "1"}
    response = client.post(f"{path}lines/{row.line}/mend", fields)
    assert response["Location"] == f"{path}?page=1"
    client.post(f"{path}lines/5/decide", {"leave-out": "1"})
    assert client.post(f"{path}lines/2/decide", {"merge": "1"}).status_code == 302
    client.post(f"{path}take")
    assert "being taken" in text_of(client, path)
    go_on_with_uploads()
    upload = Upload.objects.get()
    assert client.get(path)["Location"] == f"{LISTS}{upload.imported_list_id}/"
    names = set(ImportedName.objects.values_list("name", "kind"))
    assert ("Many Others Association", "organisation") in names
    assert len(names) == 3
    found = ImportedName.objects.get(line=2).source
    assert found.read == 6 - 1 + 1
    assert found.read == found.names.count() + found.refused
    assert not UploadedLine.objects.exists()
    assert not bytes(upload.data)


def test_a_line_that_no_record_can_hold_is_not_mended_so(client: Client) -> None:
    path = understood(client)
    fields = {"kind": "person", "name": "Edmund\u202eGrauhof"}
    response = client.post(f"{path}lines/2/mend", fields)
    assert response.status_code == 422
    assert UploadedLine.objects.get(line=2).name == "Edmund Grauhof"


def test_the_same_file_is_not_taken_twice(client: Client) -> None:
    client.post(f"{understood(client)}take")
    go_on_with_uploads()
    again = understood(client)
    assert "was taken before" in text_of(client, again)
    client.post(f"{again}take")
    go_on_with_uploads()
    assert ImportedName.objects.count() == 4


def test_thrown_away_nothing_of_it_stays(client: Client) -> None:
    path = understood(client)
    assert client.post(f"{path}cancel").status_code == 302
    go_on_with_uploads()
    assert not Upload.objects.exists()
    assert not UploadedLine.objects.exists()
    assert client.get(path).status_code == 404


def test_what_is_no_list_is_refused_with_what_to_do(client: Client) -> None:
    path = bring(client, " \n \n", "list.csv")
    go_on_with_uploads()
    assert "can’t be read as a list" in text_of(client, path)


def test_an_empty_form_says_what_is_missing(client: Client) -> None:
    response = client.post(f"{LISTS}bring")
    assert response.status_code == 422
    assert "Choose the file" in response.content.decode()


def test_who_sees_no_addresses_sees_none_in_the_lines(client: Client, observer: Organiser) -> None:
    path = understood(client)
    assert "edmund@ruritania.example" in text_of(client, path)
    looking = logged_in(observer)
    assert "edmund@" not in text_of(looking, path)
    assert looking.post(f"{path}take").status_code == 403
