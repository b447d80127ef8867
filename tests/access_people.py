"""Everybody who could try a page, and the numbers and tokens that they could try it with."""

import time
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from desk_people import make_organiser, publish
from signers import signed, work
from undersigned.audit.actors import COMMAND
from undersigned.letters.models import Letter
from undersigned.lists.reader import read_list
from undersigned.organisers.actions.accounts import password_link
from undersigned.organisers.models import Invitation, Membership, Organiser
from undersigned.organisers.roles import Role
from undersigned.organisers.sealing import seal
from undersigned.organisers.tokens import token_digest
from undersigned.outbox.models import MailboxMessage
from undersigned.signing.actions.imports import take_list
from undersigned.signing.models import ImportedName, Signature, Upload

NOBODY = "nobody"  # without a session
SIGNER = "signer"  # on the own page of a signature of this letter
OWNER, EDITOR, REVIEWER, OBSERVER = "owner", "editor", "reviewer", "observer"  # of this letter
ELSEWHERE = "owner of another letter"
NO_FACTOR = "owner without a second factor"
TAKEN_OFF = "owner who was taken off"
VISITORS = (
    *(NOBODY, SIGNER, OWNER, EDITOR, REVIEWER, OBSERVER),
    *(ELSEWHERE, NO_FACTOR, TAKEN_OFF),
)
TOKEN = "a-token-that-is-good-for-the-one-who-was-invited"


@dataclass
class World:
    """Two letters alike, and what stands in the addresses of their pages.

    Attributes:
        here: What each word of an address means for this letter, such as `signature`: 1.
        there: The same for the other letter.
        clients: A browser for each visitor.
    """

    here: dict[str, Any]
    there: dict[str, Any]
    clients: dict[str, Client]


def make_world() -> World:
    """Build both letters and everybody's browser."""
    letter, other = publish(), publish("other-letter")
    signer = Client()
    signature = signed(signer)
    for each in (letter, other):
        work(each)
    people = _people(letter, other)
    clients = {name: _browser(person) for name, person in people.items()}
    here = pieces(letter, signature, people[OBSERVER])
    there = pieces(other, _signature(other), people[ELSEWHERE])
    return World(here, there, {NOBODY: Client(), SIGNER: signer, **clients})


def _people(letter: Letter, other: Letter) -> dict[str, Organiser]:
    people = {
        role.value: make_organiser(f"{role.value.capitalize()} Grauhof", letter, role)
        for role in Role
    }
    people[ELSEWHERE] = make_organiser("Mira Holm", other, Role.OWNER)
    people[TAKEN_OFF] = make_organiser("Tilda Rost", letter, Role.OWNER)
    for person in people.values():
        _secure(person)
    people[NO_FACTOR] = make_organiser("Ines Kaltmann", letter, Role.OWNER)
    return people


def _secure(person: Organiser) -> None:
    Authenticator.objects.create(user=person, type="totp", data={"secret": seal("A" * 32)})
    Authenticator.objects.create(
        user=person,
        type="recovery_codes",
        data={"seed": seal("b" * 40), "used_mask": 0, "viewed_at": time.time()},
    )


def _browser(person: Organiser) -> Client:
    """Logged in, and the password given lately; whoever is to be taken off is, after that."""
    client = Client()
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    if person.name == "Tilda Rost":
        Membership.objects.filter(organiser=person).delete()
    return client


def _signature(letter: Letter) -> Signature:
    now = timezone.now()
    return Signature.objects.create(
        letter=letter,
        state="confirmed",
        kind="person",
        name="Rosalind Quenneburg",
        edition=1,
        language="en",
        address="rosalind@quenneburg.example",
        address_digest="f" * 64,
        checks={"mail": "2026-03-01"},
        confirmed_at=now,
    )


def pieces(letter: Letter, signature: Signature, person: Organiser) -> dict[str, Any]:
    """What the words in addresses mean for a letter."""
    taken = take_list(
        letter, read_list(b"name\nEdmund Grauhof\n", "list.csv"), "list.csv", by=COMMAND
    )
    invitation = Invitation.objects.create(
        letter=letter,
        email=f"invited-to-{letter.slug}@ruritania.example",
        role=Role.REVIEWER,
        digest=token_digest(TOKEN + letter.slug),
        invited_by=person,
        expires_at=timezone.now() + timedelta(days=7),
    )
    uid, _, key = password_link(person).rstrip("/").rpartition("/")[2].partition("-")
    return {
        "slug": letter.slug,
        "signature": signature.pk,
        "list": taken.imported_list.pk,
        "upload": _upload(letter),
        "line": ImportedName.objects.get(source=taken.imported_list).line,
        "invitation": invitation.pk,
        "invitation token": TOKEN + letter.slug,
        "member": Membership.objects.get(organiser=person, letter=letter).pk,
        "passkey": _passkey(person),
        "mail": _mail(),
        "entry": 2,
        "part": "en",
        "saving": 1,
        "size": 2,
        "ending": "txt",
        "token": "a-token-of-nobody",
        "uidb36": uid,
        "key": key,
    }


def _upload(letter: Letter) -> int:
    """A file that was read, with the same line in it."""
    upload = Upload.objects.create(letter=letter, file_name="other.csv", state="read")
    upload.about = {"sha256": "0" * 64, "format": "table", "encoding": "", "read": 1, "remarks": []}
    upload.save()
    upload.lines.create(line=2, text="Edmund Grauhof", state="taken", name="Edmund Grauhof")
    return upload.pk


def _passkey(person: Organiser) -> int:
    made = Authenticator.objects.create(
        user=person, type="webauthn", data={"name": "phone", "credential": passkey_credential()}
    )
    return int(made.pk)


def passkey_credential() -> dict[str, Any]:
    """What a browser hands over when a passkey is made (WebAuthn level 2, section 5.1)."""
    private = ec.derive_private_key(7, ec.SECP256R1())
    key = ES256.from_cryptography_key(private.public_key())  # type: ignore[no-untyped-call]
    data = AuthenticatorData.create(
        sha256(b"testserver").digest(),
        AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT,
        0,
        AttestedCredentialData.create(Aaguid.NONE, b"k" * 32, key),
    )
    client = CollectedClientData.create("webauthn.create", b"c" * 32, "https://testserver")
    return {
        "type": "public-key",
        "id": websafe_encode(b"k" * 32),
        "rawId": websafe_encode(b"k" * 32),
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
        "clientExtensionResults": {},
    }


def _mail() -> int:
    return MailboxMessage.objects.create(
        recipient="somebody@ruritania.example", subject="Mail", text="Text"
    ).pk
