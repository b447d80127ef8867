"""Mail addresses: how they are written, and which of them are one mailbox. No look-ups."""

from email_validator import EmailNotValidError, validate_email

from undersigned.eligibility.lines import Problem

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
ADDRESS_MISSING = "Write the address where the mail to confirm can reach you."

# Domains that are known to deliver name+anything to name. Elsewhere a plus is part of the name.
PLUS_TAGS = frozenset(
    {
        *("gmail.com", "icloud.com", "me.com", "mac.com", "fastmail.com", "fastmail.fm"),
        *("outlook.com", "hotmail.com", "live.com", "msn.com", "proton.me", "protonmail.com"),
        *("pm.me", "mailbox.org", "posteo.de", "posteo.net", "zoho.com"),
    }
)
# Names of the same domain.
SAME_DOMAIN = {"googlemail.com": "gmail.com", "protonmail.com": "proton.me", "pm.me": "proton.me"}


def check_address(typed: str, field: str = "address") -> tuple[str, Problem | None]:
    """Return the address as mail will be sent to it, or what is wrong with it. Asks no network."""
    text = typed.strip()
    if not text:
        return "", Problem(field, ADDRESS_MISSING)
    if "@" not in text:
        return "", Problem(field, "This has no @. An address looks like name@example.org.")
    if not text.isprintable() or len(text) > LONGEST_ADDRESS:
        return "", Problem(field, f"An address has at most {LONGEST_ADDRESS} plain characters.")
    try:
        # Servers that take letters beyond ASCII before the @ are still too few to promise a mail.
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return "", Problem(
            field,
            "No mail can go to this address. Look at it again; one looks like name@example.org.",
        )
    return found.ascii_email or found.normalized, None


def canonical_address(address: str) -> str:
    """Return one spelling for all spellings of a mailbox, for comparing and never for sending.

    Case never tells two mailboxes apart. A plus-tag is dropped where its provider is known to drop
    it, dots at the one provider that ignores them: elsewhere both may be two people.

    Args:
        address: An address that `check_address` took.
    """
    local, _, domain = address.casefold().rpartition("@")
    domain = domain.encode("idna").decode() if not domain.isascii() else domain
    domain = SAME_DOMAIN.get(domain, domain)
    if domain in PLUS_TAGS and local.partition("+")[0]:
        local = local.partition("+")[0]
    if domain == "gmail.com" and local.replace(".", ""):
        local = local.replace(".", "")
    return f"{local}@{domain}"
