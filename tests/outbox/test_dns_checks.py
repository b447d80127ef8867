import base64

import dns.exception
import dns.rdataset
import dns.resolver
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from undersigned.outbox.dns_checks import DnsFinding, Sender, check_sender, look_up

DOMAIN = "letters.ruritania.example"
OURS = Sender(DOMAIN, DOMAIN, server="mx.ruritania.example")


def key(bits: int = 2048) -> str:
    public = rsa.generate_private_key(65537, bits).public_key()
    data = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(data).decode()}"


KEY = key()
ZONE = {
    (DOMAIN, "MX"): ["10 mx.ruritania.example."],
    (DOMAIN, "TXT"): ["something else", "v=spf1 a:mx.ruritania.example ~all"],
    (f"mail._domainkey.{DOMAIN}", "TXT"): [KEY],
    (f"_dmarc.{DOMAIN}", "TXT"): ["v=DMARC1; p=none"],
}
Zone = dict[tuple[str, str], list[str]]


def findings(changed: Zone | None = None, sender: Sender = OURS) -> dict[str, DnsFinding]:
    zone = ZONE | (changed or {})
    found = check_sender(sender, lambda name, kind: zone.get((name, kind), []))
    return {each.subject: each for each in found}


def test_a_sender_with_all_records_is_good() -> None:
    found = findings()
    assert list(found) == ["Answers", "SPF", "DKIM", "DMARC"]
    assert {each.verdict for each in found.values()} == {"good"}
    assert not any(each.mend for each in found.values())


def test_a_sender_without_any_is_told_what_to_publish() -> None:
    found = {each.subject: each for each in check_sender(OURS, lambda _, __: [])}
    assert [each.verdict for each in found.values()] == ["wrong", "wrong", "look", "wrong"]
    assert '"v=spf1 a:mx.ruritania.example ~all"' in found["SPF"].mend
    assert f'_dmarc.{DOMAIN}: "v=DMARC1; p=none"' in found["DMARC"].mend


@pytest.mark.parametrize(
    ("subject", "records", "verdict", "words"),
    [
        ("Answers", ["0 ."], "wrong", "takes no mail"),
        ("SPF", ["v=spf1 a ~all", "v=spf1 mx -all"], "wrong", "2 SPF records"),
        ("SPF", ["v=spf1 a +all"], "wrong", "everybody"),
        ("SPF", ["v=spf1 ALL"], "wrong", "everybody"),
        ("SPF", ["v=spf10 -all"], "wrong", "does not say"),
        ("SPF", ["v=spf1 " + " ".join(f"a:h{n}.example" for n in range(11))], "wrong", "11 look-"),
        ("SPF", [f"v=spf1 include:{DOMAIN} -all"], "good", "who may send"),
        ("DKIM", ["v=DKIM1; k=rsa; p="], "wrong", "revoked"),
        ("DKIM", ["v=DKIM1; p=AAAA"], "wrong", "can't be read"),
        ("DKIM", ["v=DKIM1; p=A"], "wrong", "can't be read"),
        ("DKIM", [key(1024)], "look", "1024 bits"),
        ("DKIM", [f"v=DKIM1; k=ed25519; p={base64.b64encode(b'k' * 32).decode()}"], "good", "key"),
        ("DMARC", ["v=DMARC1; p=none", "v=DMARC1; p=reject"], "wrong", "2 policies"),
        ("DMARC", ["v=DMARC1; rua=mailto:a@b.example"], "wrong", "does not say"),
        ("DMARC", ["v=DMARC1; sp=none; p = Reject"], "good", "policy reject"),
    ],
)
def test_each_record_is_read(subject: str, records: list[str], verdict: str, words: str) -> None:
    place = {
        "Answers": (DOMAIN, "MX"),
        "SPF": (DOMAIN, "TXT"),
        "DKIM": (f"mail._domainkey.{DOMAIN}", "TXT"),
        "DMARC": (f"_dmarc.{DOMAIN}", "TXT"),
    }[subject]
    found = findings({place: records})[subject]
    assert found.verdict == verdict
    assert words in found.what
    assert bool(found.mend) == (verdict != "good")


def test_records_that_others_include_cost_too() -> None:
    found = findings(
        {
            (DOMAIN, "TXT"): ["v=spf1 include:a.example redirect=b.example"],
            ("a.example", "TXT"): ["v=spf1 " + "a mx ptr " + "exists:%{i}.x.example " * 3],
            ("b.example", "TXT"): ["v=spf1 include:a.example ?a/24 -mx:c.example ip4:192.0.2.1"],
        }
    )
    assert "11 look-ups" in found["SPF"].what


def test_the_key_that_the_settings_name_has_to_be_there() -> None:
    found = findings(sender=Sender(DOMAIN, DOMAIN, "mx.ruritania.example", selector="winter"))
    assert (found["DKIM"].verdict, "winter._domainkey" in found["DKIM"].what) == ("wrong", True)


def test_a_policy_of_the_domain_above_counts() -> None:
    found = findings(
        {
            (f"_dmarc.{DOMAIN}", "TXT"): [],
            ("_dmarc.ruritania.example", "TXT"): ["v=DMARC1; p=quarantine"],
        }
    )
    assert "_dmarc.ruritania.example" in found["DMARC"].what
    assert found["DMARC"].verdict == "good"


def test_with_a_service_spf_is_worth_a_look_and_no_more() -> None:
    sender = Sender(DOMAIN, DOMAIN, service="Mailgun")
    found = findings({(DOMAIN, "TXT"): []}, sender)["SPF"]
    assert (found.verdict, "include:mailgun.org" in found.mend) == ("look", True)


@pytest.mark.parametrize(
    ("server", "name"),
    [
        ("127.0.0.1", "mx"),
        ("localhost", "mx"),
        ("", "mx"),
        ("192.0.2.7", "ip4:192.0.2.7"),
        ("2001:db8::7", "ip6:2001:db8::7"),
    ],
)
def test_a_server_is_named_as_a_record_can_name_it(server: str, name: str) -> None:
    found = findings({(DOMAIN, "TXT"): []}, Sender(DOMAIN, DOMAIN, server))["SPF"]
    assert f'"v=spf1 {name} ~all"' in found.mend


def test_where_nobody_answers_that_is_said() -> None:
    def lookup(_name: str, _kind: str) -> list[str]:
        raise OSError("nobody answers")

    found = list(check_sender(OURS, lookup))
    assert {each.verdict for each in found} == {"look"}
    assert "nobody answers" in found[0].what


def test_the_look_up_of_this_machine_speaks_in_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(name: str, kind: str, **_: object) -> object:
        if name == "gone.example":
            raise dns.resolver.NXDOMAIN
        if name == "slow.example":
            raise dns.exception.Timeout
        text = '"v=spf1 " "-all"' if kind == "TXT" else "10 mx.example."
        return dns.rdataset.from_text("IN", kind, 60, text)

    monkeypatch.setattr(dns.resolver, "resolve", resolve)
    assert look_up("a.example", "TXT") == ["v=spf1 -all"]
    assert look_up("a.example", "MX") == ["10 mx.example."]
    assert look_up("gone.example", "TXT") == []
    with pytest.raises(OSError, match=r"slow\.example"):
        look_up("slow.example", "TXT")
