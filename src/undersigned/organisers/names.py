"""Names of people who run letters: one line, as mails, the desk and the trail print it. Pure."""

LONGEST = 120


def fit_name(typed: str) -> str:
    """The name as it is kept, its spaces single; empty where it can't be printed in one line."""
    name = " ".join(typed.split())
    return name if name.isprintable() and len(name) <= LONGEST else ""
