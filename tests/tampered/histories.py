"""Attacks on one history: step 9."""

from letter_press import seeded
from tampered.attack import Attack, Work, closed_letter, open_letter, put
from tampered.letter import OTHER
from tampered.notes import KEY, signed_text
from undersigned.tlog.wire import encode_base64


def _older(work: Work) -> None:
    work.reprint(open_letter())


def _forked(work: Work) -> None:
    press = open_letter()
    press.day = closed_letter().day
    press.close()
    press.succeed()
    press.withdraw(press.size - 4)
    work.reprint(press)


def _another_past(work: Work) -> None:
    press = closed_letter()
    source = press.entries[5].split(b"source ")[1][:64]
    press.replace(5, source, seeded("another list").hex().encode())
    work.reprint(press)


HISTORIES = (
    Attack(
        "history-rolled-back",
        "the letter is smaller than it was, and whole",
        1,
        _older,
        before=True,
    ),
    Attack(
        "history-forked-at-the-same-size",
        "another last entry than was seen before",
        1,
        _forked,
        before=True,
    ),
    Attack(
        "history-rewritten",
        "an entry of the past is another, all signed anew",
        1,
        _another_past,
        arguments=("--against", "earlier/checkpoint"),
    ),
    Attack(
        "history-rewritten-against-a-receipt",
        "a receipt is of another past",
        1,
        _another_past,
        arguments=("--against", "receipts/earlier.tlog-proof"),
    ),
    Attack(
        "history-against-another-letter",
        "what is compared is another letter's",
        1,
        put("given/checkpoint", signed_text(f"{OTHER}\n9\n{encode_base64(seeded('root'))}\n")),
        arguments=("--against", "given/checkpoint"),
    ),
    Attack(
        "history-against-an-unsigned-checkpoint",
        "what is compared was signed by nobody",
        1,
        lambda work: work.put(
            "given/checkpoint", work.files["earlier/checkpoint"].replace(b"\n262\n", b"\n261\n")
        ),
        arguments=("--against", "given/checkpoint"),
    ),
    Attack(
        "history-against-what-is-none",
        "what is compared is no checkpoint",
        1,
        put("given/checkpoint", b"Trust me.\n"),
        arguments=("--against", "given/checkpoint"),
    ),
    Attack(
        "history-against-a-larger-tree",
        "a checkpoint was given out that is larger",
        1,
        put("given/checkpoint", signed_text(f"{KEY.name}\n300\n{encode_base64(seeded('root'))}\n")),
        arguments=("--against", "given/checkpoint"),
    ),
    Attack(
        "history-against-a-receipt-that-is-none",
        "the receipt that is compared is damaged",
        1,
        lambda work: work.put(
            "given/my.tlog-proof",
            work.files["receipts/earlier.tlog-proof"].replace(b"\nindex 35", b"\nindex 36"),
        ),
        arguments=("--against", "given/my.tlog-proof"),
    ),
)
