"""Who gets what answer from which page: one line for every route of the site.

A NEW ROUTE needs a line here, or tests/test_access.py fails and names it. To write one:

    "app:name": desk(Permission.WRITE, get="200", post="422", number="signature"),

- `desk`: a page of one letter's desk; whoever lacks the permission gets 403, strangers 404, whoever
  is not logged in the login, and whoever has no second factor is sent to set one up.
- `desk_known`: a page of the desk that belongs to no letter. `account`: a page of one's own
  account. `everybody`: the same answer for all. A visitor who gets another answer than their
  group is named in `but={VISITOR: answer}`, for both methods, or `but_post=` and `but_get=`.
- `get` and `post` are what those who may get, with an empty form; a method that is not taken is
  left out and must be answered with 405. HEAD must answer as GET does.
- Answers are a status, or "login", "set up" and "again" for the ways to the login, to the second
  factor, and to the password once more.
- Words in the address that are not their own name in `access_people.pieces` are translated:
  `number="signature"` says which number `<int:number>` is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from access_people import (
    EDITOR,
    ELSEWHERE,
    NO_FACTOR,
    NOBODY,
    OBSERVER,
    OWNER,
    REVIEWER,
    SIGNER,
    TAKEN_OFF,
    VISITORS,
)
from undersigned.organisers.roles import Permission, Role, may

Answers = Mapping[str, str]
TEAM = (OWNER, EDITOR, REVIEWER, OBSERVER)
NOT_TAKEN = "405"


@dataclass(frozen=True)
class Line:
    """What each visitor gets by each method, and what the words in the address mean."""

    get: Answers
    post: Answers
    words: Mapping[str, str] = field(default_factory=dict)
    of_a_letter: bool = False


def _line(
    get: Answers, post: Answers, others: Mapping[str, object], *, of_a_letter: bool = False
) -> Line:
    but = {name: value for name, value in others.items() if isinstance(value, Mapping)}
    words = {name: str(value) for name, value in others.items() if name not in but}
    both = but.get("but", {})
    return Line(
        {**get, **both, **but.get("but_get", {})},
        {**post, **both, **but.get("but_post", {})},
        words,
        of_a_letter,
    )


def _all(answer: str) -> dict[str, str]:
    return dict.fromkeys(VISITORS, answer)


def _desk(permission: Permission, answer: str) -> dict[str, str]:
    if answer == NOT_TAKEN:
        return _all(answer)
    allowed = {role.value: answer if may(role, permission) else "403" for role in Role}
    strangers = {ELSEWHERE: "404", TAKEN_OFF: "404"}
    return {NOBODY: "login", SIGNER: "login", NO_FACTOR: "set up", **strangers, **allowed}


def _known(answer: str, *, factor: bool) -> dict[str, str]:
    if answer == NOT_TAKEN:
        return _all(answer)
    ways = {NOBODY: "login", SIGNER: "login"}
    return {**_all(answer), **ways, **({NO_FACTOR: "set up"} if factor else {})}


def desk(
    permission: Permission,
    to_post: Permission | None = None,
    *,
    get: str = NOT_TAKEN,
    post: str = NOT_TAKEN,
    **others: object,
) -> Line:
    """A page of one letter's desk; `to_post` where a form needs more than looking at it."""
    ways = (_desk(permission, get), _desk(to_post or permission, post))
    return _line(*ways, others, of_a_letter=True)


def desk_known(*, get: str = NOT_TAKEN, post: str = NOT_TAKEN, **others: object) -> Line:
    """A page of the desk that belongs to no letter."""
    return _line(_known(get, factor=True), _known(post, factor=True), others)


def account(*, get: str = NOT_TAKEN, post: str = NOT_TAKEN, **others: object) -> Line:
    """A page of one's own account; it needs no second factor, since one is set up there."""
    return _line(_known(get, factor=False), _known(post, factor=False), others)


def everybody(*, get: str = NOT_TAKEN, post: str = NOT_TAKEN, **others: object) -> Line:
    """The same answer for all."""
    return _line(_all(get), _all(post), others)


READ, DECIDE, WRITE = Permission.READ, Permission.DECIDE, Permission.WRITE
PUBLISH, OPEN = Permission.PUBLISH, Permission.OPEN_AND_CLOSE
TAKE, SHOW, MANAGE = Permission.TAKE_LISTS, Permission.SHOW_LISTS, Permission.MANAGE_TEAM

OWNERS_ALONE = dict.fromkeys((EDITOR, REVIEWER, OBSERVER, TAKEN_OFF), "403")
MINE_ALONE = {SIGNER: "200"}  # the page of one's own signature; everybody else is sent to ask
AWAY = {NO_FACTOR: "404"}  # there is nothing to take off, or to look at
ASKED = {NOBODY: "login", SIGNER: "login"}  # allauth asks who it is before it looks at the method
IN = dict.fromkeys((*TEAM, ELSEWHERE, NO_FACTOR, TAKEN_OFF), "302")  # logged in already
WITH_APP = dict.fromkeys((*TEAM, ELSEWHERE, TAKEN_OFF), "set up")  # led on to take it off
THEIRS = dict.fromkeys((OWNER, EDITOR, REVIEWER, ELSEWHERE, NO_FACTOR, TAKEN_OFF), "404")
WITHOUT = dict.fromkeys((OWNER, EDITOR, REVIEWER, NO_FACTOR, TAKEN_OFF), "again")

# An empty form is refused (422), or sent back with what is missing (302): both after the door.
DESK = {
    "review:letters": desk_known(get="200"),
    "review:queue": desk(READ, get="200"),
    "review:find": desk(READ, post="302"),
    "review:trail": desk(READ, get="200"),
    "review:trail-file": desk(READ, get="200"),
    "review:team": desk(READ, get="200"),
    "review:invite": desk(MANAGE, post="422"),
    "review:renew-invitation": desk(MANAGE, post="302", number="invitation"),
    "review:withdraw-invitation": desk(MANAGE, post="302", number="invitation"),
    "review:ask-leave": desk(READ, get="200"),
    "review:leave": desk(READ, post="302"),
    "review:colleague": desk(MANAGE, get="200", number="member"),
    "review:change-role": desk(MANAGE, post="422", number="member"),
    "review:take-off-team": desk(MANAGE, post="302", number="member"),
    "review:signature": desk(READ, get="200", number="signature"),
    "review:accept": desk(DECIDE, post="422", number="signature"),
    "review:decline": desk(DECIDE, post="422", number="signature"),
    "review:remove": desk(DECIDE, post="422", number="signature"),
    "review:accept-correction": desk(DECIDE, post="422", number="signature"),
    "review:decline-correction": desk(DECIDE, post="422", number="signature"),
    "review:imports": desk(READ, get="200"),
    "review:import": desk(READ, get="200", number="list"),
    "review:show": desk(SHOW, post="422", number="list"),
    "review:leave-out": desk(TAKE, post="302", number="list"),
    "review:ask-list": desk(SHOW, post="422", number="list"),
    "review:pause-asking": desk(SHOW, post="302", number="list"),
    "review:bring": desk(TAKE, post="422"),
    "review:upload": desk(READ, get="200", number="upload"),
    "review:take": desk(TAKE, post="302", number="upload"),
    "review:cancel-upload": desk(TAKE, post="302", number="upload"),
    "review:uploaded-line": desk(TAKE, get="200", number="upload"),
    "review:mend-line": desk(TAKE, post="422", number="upload"),
    "review:decide-line": desk(TAKE, post="302", number="upload"),
}
DRAFTING = {
    "drafting:letters": desk_known(get="200"),
    "drafting:new": desk_known(get="200", post="200", but=OWNERS_ALONE),
    "drafting:letter": desk(READ, get="200"),
    "drafting:rename": desk(WRITE, post="422"),
    "drafting:throw-away": desk(WRITE, post="302"),
    "drafting:add-wording": desk(WRITE, post="422"),
    "drafting:take-wording-out": desk(WRITE, post="302"),
    "drafting:start-again": desk(WRITE, post="302"),
    "drafting:edit": desk(READ, WRITE, get="200", post="302"),
    "drafting:edit-file": desk(READ, WRITE, get="200", post="302"),
    "drafting:preview": desk(READ, get="200", post="200"),
    "drafting:download": desk(READ, get="200"),
    "drafting:savings": desk(READ, get="200"),
    "drafting:saving": desk(READ, get="404", number="saving"),
    "drafting:bring-back": desk(WRITE, post="404", number="saving"),
    "drafting:publish": desk(PUBLISH, get="200", post="200"),
    "drafting:opening": desk(READ, get="200"),
    "drafting:set-times": desk(OPEN, post="302"),
    "drafting:open-or-close": desk(OPEN, post="422"),
    "drafting:addenda": desk(READ, WRITE, get="200", post="200"),
    "drafting:publish-addendum": desk(PUBLISH, get="302", post="302"),
    "drafting:throw-addendum-away": desk(WRITE, post="302"),
    "drafting:handing-over": desk(READ, OPEN, get="200", post="200"),
    "drafting:handed-list": desk(READ, get="200"),
}
ACCOUNTS = {
    "mfa_index": account(get="200", but_post=ASKED),
    "account_login": everybody(get="200", post="200", but=IN),
    "account_logout": account(get="200", post="login"),
    "account_inactive": everybody(get="200"),
    "account_reauthenticate": account(get="200", post="200"),
    "account_change_password": account(get="200", post="200"),
    "account_reset_password": everybody(get="200", post="200"),
    "account_reset_password_done": everybody(get="200"),
    "account_reset_password_from_key": everybody(get="302", post="302"),
    "account_reset_password_from_key_done": everybody(get="200"),
    "mfa_authenticate": account(get="302", post="302"),
    "mfa_reauthenticate": account(get="200", post="200", but={NO_FACTOR: "again"}),
    "mfa_activate_totp": account(get="200", post="200", but=WITH_APP),
    "mfa_deactivate_totp": account(get="200", post="302", but=AWAY),
    "mfa_add_webauthn": account(get="200", post="200"),
    "mfa_reauthenticate_webauthn": account(get="200", post="200", but=WITHOUT),
    "mfa_edit_webauthn": account(get="200", post="200", pk="passkey", but=THEIRS),
    "mfa_remove_webauthn": account(get="200", post="302", pk="passkey", but=THEIRS),
    "mfa_view_recovery_codes": account(get="200", but_get=AWAY, but_post=ASKED),
    "mfa_generate_recovery_codes": account(get="200", post="302", but_post={NO_FACTOR: "200"}),
    "mfa_download_recovery_codes": account(get="200", but=AWAY, but_post=ASKED),
    "logins": desk_known(get="200"),
    "end-login": desk_known(post="302"),
    "end-other-logins": desk_known(post="302"),
    "invitation": everybody(get="404", post="404"),
    "open-invitation": everybody(post="404"),
    "invitation_link": everybody(get="200", token="invitation token"),
}
# A dead link, a form without its boxes and a page of somebody else's are the same for all.
SIGNING = {
    "signing:sign": everybody(get="200", post="200"),
    "signing:sent": everybody(get="200"),
    "signing:link": everybody(get="404"),
    "signing:press": everybody(get="303", post="409"),
    "signing:mine": everybody(get="200", post="200"),
    "signing:link-sent": everybody(get="200"),
    "signing:correct": everybody(get="303", post="303", but=MINE_ALONE),
    "signing:withdraw": everybody(get="303", post="303", but_get=MINE_ALONE),
    "signing:withdrawn": everybody(get="200"),
    "signing:renew": everybody(get="303", post="303"),
    "signing:mailing": everybody(post="303"),
    "signing:data": everybody(get="303", but_get=MINE_ALONE),
    "signing:receipt": everybody(get="303"),
    "signing:leave": everybody(post="303"),
    "signing:invited": everybody(get="404", post="409"),
    "signing:invited-link": everybody(get="404"),
    "signing:never": everybody(get="404", post="404"),
    "signing:take-off": everybody(get="404", post="404"),
}
# Everybody of these tests is on this machine, which alone may look into the mailbox.
SITE = {
    "letters:letters": everybody(get="200"),
    "health": everybody(get="200"),
    "outbox:messages": everybody(get="200"),
    "outbox:message": everybody(get="200", number="mail"),
    "outbox:attachment": everybody(get="404", number="mail"),
    "outbox:html": everybody(get="404", number="mail"),
    "outbox:events": everybody(get="404", post="404"),
}

TABLE: dict[str, Line] = {**DESK, **DRAFTING, **ACCOUNTS, **SIGNING, **SITE}
