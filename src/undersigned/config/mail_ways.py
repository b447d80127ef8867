"""How mail leaves, read out of one address: a server (SMTP), or a service with its own interface.

Every way is declared here once; `settings.py` makes Django's settings of it, and a value that names
none is refused at the start.
"""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

MAILBOX = "mailbox"
# Scheme to port (RFC 8314: 465 speaks TLS from the start, 587 after STARTTLS).
SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
MAILBOX_BACKEND = "undersigned.outbox.mailbox.MailboxBackend"
SMTP_BACKEND = "undersigned.outbox.smtp.PatientBackend"
HOW_TO_ESCAPE = "A sign such as / # ? @ : in a password or key is written as %2F %23 %3F %40 %3A."


@dataclass(frozen=True)
class Service:
    """A mail service, and how its address in the settings is written.

    Attributes:
        name: as its users know it, and as the library spells it in `backend`.
        form: the address, with words in capitals for what is to be filled in.
        keys: which of the library's settings the parts of the address are, in order.
        events_key: the library's setting for what signs its reports; empty where it has none and
            reports come with a user and a password.
        options: further settings of the library.
        can_stop_tracking: whether opens and clicks can be left untracked mail by mail; elsewhere
            that is switched off at the service.
    """

    name: str
    form: str
    keys: tuple[str, ...]
    events_key: str = ""
    options: dict[str, object] = field(default_factory=dict)
    can_stop_tracking: bool = True


SERVICES = {
    "mailgun": Service(
        "Mailgun",
        "mailgun://KEY@DOMAIN",
        ("MAILGUN_API_KEY", "MAILGUN_SENDER_DOMAIN"),
        "MAILGUN_WEBHOOK_SIGNING_KEY",
    ),
    "mailgun+eu": Service(
        "Mailgun",
        "mailgun+eu://KEY@DOMAIN",
        ("MAILGUN_API_KEY", "MAILGUN_SENDER_DOMAIN"),
        "MAILGUN_WEBHOOK_SIGNING_KEY",
        {"MAILGUN_API_URL": "https://api.eu.mailgun.net/v3"},
    ),
    "postmark": Service("Postmark", "postmark://TOKEN", ("POSTMARK_SERVER_TOKEN",)),
    "sendgrid": Service(
        "SendGrid",
        "sendgrid://KEY",
        ("SENDGRID_API_KEY",),
        "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY",
    ),
    "brevo": Service("Brevo", "brevo://KEY", ("BREVO_API_KEY",), can_stop_tracking=False),
    "mailjet": Service(
        "Mailjet", "mailjet://KEY:SECRET", ("MAILJET_API_KEY", "MAILJET_SECRET_KEY")
    ),
    "resend": Service(
        "Resend",
        "resend://KEY",
        ("RESEND_API_KEY",),
        options={"RESEND_VERIFY_ATTACHMENT_EXTENSIONS": False},
        can_stop_tracking=False,
    ),
}


class NoWay(ValueError):  # noqa: N818 (what a person reads)
    """The address names no way for mail to leave; the message says what to write."""


@dataclass(frozen=True)
class MailWay:
    """One way for mail to leave.

    Attributes:
        backend: Django's name of what sends.
        scheme: how the address began.
        host: port, user, password: of an SMTP server.
        service: the service, if it is one.
        keys: the library's settings for it.
    """

    backend: str
    scheme: str = ""
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    service: Service | None = None
    keys: dict[str, object] = field(default_factory=dict)


def mail_way(address: str) -> MailWay:
    """Read the setting `mail`.

    Raises:
        NoWay: naming the ways there are; it repeats nothing of the address, which holds a password.
    """
    if address == MAILBOX:
        return MailWay(MAILBOX_BACKEND)
    scheme, separator, rest = address.partition("://")
    if not separator or not address.isprintable() or " " in address or not scheme.isascii():
        raise NoWay(f"mail is not understood. {ways_in_words()}")
    if scheme in SMTP_PORTS:
        return _server(scheme, address)
    if scheme in SERVICES:
        return _service(scheme, rest)
    raise NoWay(f"mail is not understood: there is no way {scheme[:20]}://. {ways_in_words()}")


def ways_in_words() -> str:
    """All that can be written into the setting `mail`."""
    services = ", ".join(each.form for each in SERVICES.values())
    return (
        "Write mailbox, an SMTP server such as smtp+tls://user:password@mail.example.org:587, or "
        f"a service: {services}. {HOW_TO_ESCAPE}"
    )


def _server(scheme: str, address: str) -> MailWay:
    refusal = NoWay(
        f"mail is not understood. An SMTP server looks like {scheme}://user:password@"
        f"mail.example.org:{SMTP_PORTS[scheme]}, with nothing after the port. {HOW_TO_ESCAPE}"
    )
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise refusal from None
    if not parts.hostname or port == 0 or parts.query or parts.fragment or parts.path.strip("/"):
        raise refusal
    return MailWay(
        SMTP_BACKEND,
        scheme,
        host=parts.hostname,
        port=port or SMTP_PORTS[scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _service(scheme: str, rest: str) -> MailWay:
    service = SERVICES[scheme]
    separator = ":" if scheme == "mailjet" else "@"
    parts = [unquote(each) for each in rest.rstrip("/").split(separator)]
    if len(parts) != len(service.keys) or not all(parts) or set(rest.rstrip("/")) & set("/?#"):
        raise NoWay(
            f"mail is not understood. For {service.name} it looks like {service.form}, with the "
            f"words in capitals filled in and nothing after them. {HOW_TO_ESCAPE}"
        )
    keys: dict[str, object] = dict(zip(service.keys, parts, strict=True))
    return MailWay(
        f"anymail.backends.{service.name.lower()}.EmailBackend",
        scheme,
        service=service,
        keys={**keys, **service.options},
    )


def library_settings(way: MailWay, events_secret: str) -> dict[str, object]:
    """What the library for services is told (its setting ANYMAIL).

    Args:
        way: How mail leaves.
        events_secret: The setting `mail_events_secret`: what signs the service's reports, or a user
            and a password with a colon between them, which it has to bring along.
    """
    if way.service is None:
        return {}
    found = {**way.keys, "SEND_DEFAULTS": {}, "REQUESTS_TIMEOUT": 30}
    if not events_secret:
        return found
    if way.service.events_key and not is_user_and_password(events_secret):
        return {**found, way.service.events_key: events_secret}
    return {**found, "WEBHOOK_SECRET": events_secret}


def is_user_and_password(secret: str) -> bool:
    """Whether it is two parts with a colon between them, and no key."""
    user, colon, password = secret.partition(":")
    return bool(user and colon and password) and "=" not in user


def events_problem(way: MailWay, secret: str) -> str:
    """What is wrong with the setting `mail_events_secret`; empty where nothing is."""
    if not secret:
        return ""
    if way.service is None:
        return (
            "mail_events_secret is for the reports of a mail service, and mail names none. Take "
            "it out; bounces of an SMTP server come by mail, see mail_bounces_to."
        )
    shortest = 16
    if not secret.isprintable() or len(secret) < shortest:
        return f"mail_events_secret is too short. Use {shortest} characters and more."
    if not way.service.events_key and not is_user_and_password(secret):
        return (
            f"mail_events_secret has to be a user and a password with a colon between them: "
            f"{way.service.name} brings both along, as https://USER:PASSWORD@HOST/mail/events/."
        )
    return ""


def bounce_mailbox(address: str) -> tuple[str, int, str, str, str] | None:
    """Read the setting `mail_bounce_mailbox`: host, port, user, password, folder; None if empty.

    Raises:
        NoWay: saying how it is written.
    """
    if not address:
        return None
    refusal = NoWay(
        "mail_bounce_mailbox is not understood. Write imaps://user:password@mail.example.org, "
        f"with /FOLDER after it where it is not INBOX. {HOW_TO_ESCAPE}"
    )
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise refusal from None
    if parts.scheme != "imaps" or not (parts.hostname and parts.username and parts.password):
        raise refusal
    if parts.query or parts.fragment or not address.isprintable():
        raise refusal
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if '"' in folder or "\\" in folder:
        raise refusal
    user, password = unquote(parts.username), unquote(parts.password)
    return parts.hostname, port or 993, user, password, folder


def mail_problems(mail: str, events_secret: str, bounces: str) -> list[str]:
    """What is wrong with the three settings that are addresses or keys; empty where nothing is."""
    try:
        found = [events_problem(mail_way(mail), events_secret)]
        bounce_mailbox(bounces)
    except NoWay as problem:
        return [str(problem)]
    return [each for each in found if each]
