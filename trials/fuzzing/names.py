"""The names of the targets, to be had without loading what they read."""

NAMES = (
    *("notes", "proofs", "policies", "entries", "records", "pages"),
    *("letters", "addenda", "settings"),
    *("list-texts", "list-tables", "list-pages", "list-data", "list-archives"),
    *("mails", "forms"),
)
