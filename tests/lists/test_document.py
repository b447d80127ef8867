import json

from undersigned.lists import read_list, reading_document

LIST = (
    b"## Organisations\n- Zenda Society\n## People\n- Anna Ott <anna@mail.example>\n- ANNA  OTT\n"
)


def test_the_document_holds_what_was_read() -> None:
    document = reading_document(read_list(LIST, "list.md"))
    assert document["read"] == 5
    assert [line["name"] for line in document["taken"]] == ["Zenda Society", "Anna Ott", "ANNA OTT"]
    assert [line["where"] for line in document["taken"]] == ["line 2", "line 4", "line 5"]
    assert document["organisations"] == [2]
    assert document["duplicates"] == [[4, 5]]
    assert [refusal["line"] for refusal in document["refused"]] == [1, 3]
    assert [repair["field"] for repair in document["repaired"]] == ["address", "name"]
    assert document["counts"] == {
        "read": 5,
        "taken": 3,
        "refused": 2,
        "repaired": 2,
        "people": 2,
        "organisations": 1,
        "duplicates": 1,
        "doubtful": 0,
    }


def test_the_document_is_json() -> None:
    document = reading_document(read_list(LIST, "list.md"))
    assert json.loads(json.dumps(document))["taken"][1]["address"] == "anna@mail.example"
