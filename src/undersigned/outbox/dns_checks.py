"""What the domain name system says about the sender: may this server send, and is it believed.

SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489) are records that the owner of a domain publishes.
Large providers refuse mail of a sender that has none, or put it among unwanted mail, and then
nobody confirms. Whoever asks gives the look-up along, so that no test needs a network.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address

import dns.exception
import dns.resolver
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

Lookup = Callable[[str, str], list[str]]
"""Name and type to what stands there, as texts; empty where there is nothing.

Raises OSError where nobody answers.
"""

GOOD, LOOK, WRONG = "good", "look", "wrong"
SECONDS_FOR_AN_ANSWER = 5.0
MOST_LOOKUPS = 10  # RFC 7208, 4.6.4
WEAK_KEY, GOOD_KEY = 1024, 2048  # bits
# Mechanisms and the modifier that cost a look-up (RFC 7208, 4.6.4).
COSTLY = re.compile(r"[+?~-]?(include|a|mx|ptr|exists)(?=[:/]|$)|redirect(?==)", re.IGNORECASE)
# What stands in SPF for each service, and the usual names of DKIM keys.
INCLUDES = {
    "Mailgun": "include:mailgun.org",
    "Postmark": "include:spf.mtasv.net",
    "SendGrid": "include:sendgrid.net",
    "Brevo": "include:spf.brevo.com",
    "Mailjet": "include:spf.mailjet.com",
    "Resend": "include:amazonses.com",
}
SELECTORS = (
    *("mail", "default", "dkim", "k1", "k2", "s1", "s2", "selector1", "selector2", "mx", "smtp"),
    *("mg", "pm", "mailo", "mailjet", "brevo1", "brevo2", "resend", "rsa", "ed25519"),
)


@dataclass(frozen=True)
class DnsFinding:
    """One thing that was looked up.

    Attributes:
        subject: `SPF`, `DKIM`, `DMARC` or `Answers`.
        verdict: `good`, `look` or `wrong`.
        what: what was found, a sentence.
        mend: what to do, with the record to publish; empty where nothing is to be done.
    """

    subject: str
    verdict: str
    what: str
    mend: str = ""


@dataclass(frozen=True)
class Sender:
    """How mail leaves, as far as records are about it.

    Attributes:
        domain: of the From.
        bounce_domain: of the return path, which SPF is about.
        server: the host that mail is handed to; empty with a service.
        service: the service's name; empty with a server.
        selector: the name of the DKIM key, where it is known.
    """

    domain: str
    bounce_domain: str
    server: str = ""
    service: str = ""
    selector: str = ""


def look_up(name: str, kind: str) -> list[str]:
    """Ask the resolvers that this machine uses.

    Raises:
        OSError: where none answers.
    """
    try:
        found = dns.resolver.resolve(
            name, kind, lifetime=SECONDS_FOR_AN_ANSWER, raise_on_no_answer=False
        )
    except dns.resolver.NXDOMAIN:
        return []
    except dns.exception.DNSException as error:
        raise OSError(f"nobody answers for {name} ({type(error).__name__})") from error
    if kind == "TXT":
        return [b"".join(each.strings).decode("utf-8", "replace") for each in found]
    return [each.to_text() for each in found]


def check_sender(sender: Sender, lookup: Lookup = look_up) -> Iterator[DnsFinding]:
    """Look at everything about a sender; a look-up that fails is a finding too."""
    for subject, check in (
        ("Answers", _answers),
        ("SPF", _spf),
        ("DKIM", _dkim),
        ("DMARC", _dmarc),
    ):
        try:
            yield check(sender, lookup)
        except OSError as error:
            yield DnsFinding(
                subject,
                LOOK,
                f"It could not be looked up: {error}.",
                "Look whether this machine reaches a name server, then try again.",
            )


def _answers(sender: Sender, lookup: Lookup) -> DnsFinding:
    """Whether the From can be answered; mail from a domain that takes none is often refused."""
    found = lookup(sender.domain, "MX")
    if any(each.split()[-1] == "." for each in found):
        return DnsFinding(
            "Answers",
            WRONG,
            f"{sender.domain} says that it takes no mail at all (RFC 7505).",
            "Take out its MX record `0 .`, or send from another domain.",
        )
    if found or lookup(sender.domain, "A") or lookup(sender.domain, "AAAA"):
        return DnsFinding("Answers", GOOD, f"Mail to {sender.domain} has somewhere to go.")
    return DnsFinding(
        "Answers",
        WRONG,
        f"{sender.domain} has no MX and no address, so that nobody can answer, and many refuse.",
        f"Publish an MX record for {sender.domain} that names the server of your mailboxes.",
    )


def _spf(sender: Sender, lookup: Lookup) -> DnsFinding:
    domain = sender.domain if sender.service else sender.bounce_domain
    names = INCLUDES.get(sender.service) or _server_in_spf(sender.server)
    publish = f'Publish TXT at {domain}: "v=spf1 {names} ~all".'
    records = _tagged(lookup(domain, "TXT"), "v=spf1")
    if not records:
        # A service has a return path of its own, and then DKIM is what counts.
        verdict = LOOK if sender.service else WRONG
        return DnsFinding("SPF", verdict, f"{domain} does not say who may send for it.", publish)
    if len(records) > 1:
        what = f"{domain} has {len(records)} SPF records; with more than one, none counts."
        return DnsFinding("SPF", WRONG, what, "Make one of them, with all that they name.")
    words = records[0].split()
    if any(each.lower() in {"+all", "all"} for each in words):
        what = f"{domain} lets everybody send for it (+all)."
        return DnsFinding("SPF", WRONG, what, "End the record with ~all or -all.")
    count = _lookups(domain, lookup, set())
    if count > MOST_LOOKUPS:
        what = f"The record of {domain} takes {count} look-ups; past {MOST_LOOKUPS} none counts."
        return DnsFinding("SPF", WRONG, what, "Take out what sends no more, or name addresses.")
    return DnsFinding("SPF", GOOD, f"{domain} says who may send for it: {records[0][:120]}")


def _server_in_spf(server: str) -> str:
    """How a record names the server that mail is handed to; one on this machine is the MX."""
    try:
        address = ip_address(server)
    except ValueError:
        return f"a:{server}" if "." in server else "mx"
    return "mx" if address.is_loopback else f"ip{address.version}:{address}"


def _lookups(domain: str, lookup: Lookup, seen: set[str]) -> int:
    """How many look-ups a record costs, with those of the records that it includes."""
    if domain in seen or len(seen) > MOST_LOOKUPS:
        return 0
    seen.add(domain)
    count = 0
    for record in _tagged(lookup(domain, "TXT"), "v=spf1")[:1]:
        for word in record.split()[1:]:
            if not COSTLY.match(word):
                continue
            count += 1
            inner = re.fullmatch(r"\+?(?:include:|redirect=)([^%\s]+)", word, re.IGNORECASE)
            if inner:
                count += _lookups(inner[1].lower(), lookup, seen)
    return count


def _dkim(sender: Sender, lookup: Lookup) -> DnsFinding:
    for selector in (sender.selector,) if sender.selector else SELECTORS:
        name = f"{selector}._domainkey.{sender.domain}"
        records = [each for each in lookup(name, "TXT") if "p=" in each]
        if records:
            return _of_key(name, records[0])
    if sender.selector:
        return DnsFinding(
            "DKIM",
            WRONG,
            f"There is no key at {sender.selector}._domainkey.{sender.domain}.",
            "Publish there the TXT record that your mail server or service shows, or correct "
            "mail_dkim_selector.",
        )
    return DnsFinding(
        "DKIM",
        LOOK,
        f"No key of {sender.domain} was found under the usual names; it may have another.",
        "Let your mail server or service sign, publish the record that it shows, and write its "
        "name (the part before ._domainkey) into mail_dkim_selector.",
    )


def _of_key(name: str, record: str) -> DnsFinding:
    found = re.search(r"(?:^|;)\s*p=([A-Za-z0-9+/=\s]*)", record)
    key = re.sub(r"\s", "", found[1]) if found else ""
    if not key:
        what, mend = f"The key at {name} is revoked.", "Publish the key that the server signs with."
        return DnsFinding("DKIM", WRONG, what, mend)
    try:
        bits = _bits(base64.b64decode(key, validate=True))
    except (binascii.Error, ValueError):
        mend = "Copy the record again from the server or service, whole and without line ends."
        return DnsFinding("DKIM", WRONG, f"The key at {name} can't be read.", mend)
    if bits and bits < GOOD_KEY:
        verdict = WRONG if bits < WEAK_KEY else LOOK
        what = f"The key at {name} has {bits} bits."
        return DnsFinding("DKIM", verdict, what, f"Make one of {GOOD_KEY} bits.")
    return DnsFinding("DKIM", GOOD, f"There is a key at {name}.")


def _bits(key: bytes) -> int:
    """The size of an RSA key; 0 for the other kind, whose keys are all strong (RFC 8463)."""
    ed25519 = 32  # bytes
    if len(key) == ed25519:
        return 0
    found = load_der_public_key(key)
    return found.key_size if isinstance(found, RSAPublicKey) else 0


def _dmarc(sender: Sender, lookup: Lookup) -> DnsFinding:
    labels = sender.domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        domain = ".".join(labels[start:])
        records = _tagged(lookup(f"_dmarc.{domain}", "TXT"), "v=dmarc1")
        if records:
            return _of_policy(domain, records)
    return DnsFinding(
        "DMARC",
        WRONG,
        f"{sender.domain} has no policy; large providers ask for one before they take many mails.",
        f'Publish TXT at _dmarc.{sender.domain}: "v=DMARC1; p=none".',
    )


def _of_policy(domain: str, records: list[str]) -> DnsFinding:
    if len(records) > 1:
        what = f"_dmarc.{domain} has {len(records)} policies; with more than one, none counts."
        return DnsFinding("DMARC", WRONG, what, "Keep one of them.")
    found = re.search(r";\s*p\s*=\s*(none|quarantine|reject)\b", records[0], re.IGNORECASE)
    if not found:
        what = f"The policy at _dmarc.{domain} does not say what is to be done."
        return DnsFinding("DMARC", WRONG, what, 'Write "v=DMARC1; p=none", or quarantine, reject.')
    return DnsFinding("DMARC", GOOD, f"_dmarc.{domain} has the policy {found[1].lower()}.")


def _tagged(records: list[str], tag: str) -> list[str]:
    return [each for each in records if re.match(rf"{tag}(?=[\s;]|$)", each, re.IGNORECASE)]
