"""The only writers of accounts, roles and invitations, and of what a login rests on."""
