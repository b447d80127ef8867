from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator

from command_line import Run
from undersigned.audit.models import Event
from undersigned.organisers.models import Membership, Organiser
from undersigned.organisers.queries import may_begin_letters

WHO = ("ines@ruritania.example", "--name", "Ines Kaltmann", "--letter", "bridge")


def test_somebody_is_added_and_gets_a_link(run: Run, site: Path) -> None:
    said = run("--home", site, "organiser", "add", *WHO, "--role", "owner")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Ines Kaltmann is owner of bridge.\n")
    assert "/accounts/password/reset/key/" in said.out
    assert Membership.objects.get().role == "owner"


def test_a_role_is_changed_and_a_name_is_not_asked_again(run: Run, site: Path) -> None:
    run("--home", site, "organiser", "add", *WHO)
    assert Membership.objects.get().role == "reviewer"
    said = run("--home", site, "organiser", "add", WHO[0], "--letter", "bridge", "--role", "editor")
    assert said.code == 0
    assert said.out.startswith("Ines Kaltmann is editor of bridge.\n")
    assert Membership.objects.get().role == "editor"


def test_who_has_a_password_gets_no_link(run: Run, site: Path) -> None:
    run("--home", site, "organiser", "add", *WHO)
    owner = Organiser.objects.get()
    owner.set_password("seven wooden bridges")
    owner.save()
    said = run("--home", site, "organiser", "add", *WHO)
    assert said.out == "Ines Kaltmann is reviewer of bridge.\n"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["ines", *WHO[1:]], "'ines' is no address"),
        ([*WHO, "--role", "king"], "'king' is no role. There are: owner"),
        ([WHO[0], "--letter", "bridge"], "a new one needs a name"),
        ([WHO[0], "--letter", "bridge", "--name", "  "], "a new one needs a name"),
    ],
)
def test_what_can_not_be_is_refused_in_words(
    run: Run, site: Path, words: list[str], why: str
) -> None:
    said = run("--home", site, "organiser", "add", *words)
    assert (said.code, said.out) == (1, "")
    assert why in said.err
    assert not Organiser.objects.exists()


def test_without_a_letter_they_may_begin_letters(run: Run, site: Path) -> None:
    said = run("--home", site, "organiser", "add", *WHO[:3])
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Ines Kaltmann may begin letters at the desk.\n")
    assert "/accounts/password/reset/key/" in said.out
    assert may_begin_letters(Organiser.objects.get())
    assert not Membership.objects.exists()
    run("--home", site, "organiser", "add", *WHO[:3])
    assert [each.verb for each in Event.objects.filter(verb="let begin letters")] == [
        "let begin letters"
    ]


def test_a_lost_second_factor_is_taken_off(run: Run, site: Path) -> None:
    run("--home", site, "organiser", "add", *WHO)
    reset = ("--home", site, "organiser", "reset-second-factor", WHO[0])
    said = run(*reset)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("Ines Kaltmann has no second factor. Nothing was changed:")
    Authenticator.objects.create(user=Organiser.objects.get(), type="totp", data={})
    said = run(*reset)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Ines Kaltmann has no second factor any more")
    assert not Authenticator.objects.exists()
    assert Event.objects.filter(letter="bridge", verb="reset the second factor of").exists()


def test_who_has_no_account_has_nothing_to_be_reset(run: Run, site: Path) -> None:
    said = run("--home", site, "organiser", "reset-second-factor", "nobody@example.org")
    assert (said.code, said.out) == (1, "")
    assert said.err == "There is no account for nobody@example.org. Nothing was changed.\n"
