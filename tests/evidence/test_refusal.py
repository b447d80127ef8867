from undersigned.evidence.refusal import Refused


def test_it_says_which_entry_breaks_which_section_once_that_is_known() -> None:
    refused = Refused("An open letter was expected; it is closed.", "3")
    assert str(refused) == "An open letter was expected; it is closed. (Record format, section 3.)"
    refused.index, refused.event = 17, "signed"
    assert str(refused).startswith("Entry 17 (signed): An open letter")
