from undersigned.signing import consents


def test_three_consents_each_with_its_words() -> None:
    asked = consents.wordings(2)
    assert list(asked) == ["sign", "publish", "mail"]
    assert "edition 2" in asked["sign"].text
    assert "deleted" in asked["publish"].text or "delete your line" in asked["publish"].text


def test_the_words_are_the_version() -> None:
    assert consents.version(1) == consents.version(1) != consents.version(2)
