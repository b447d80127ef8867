"""The only writers of the outbox."""

from undersigned.outbox.actions.coming_back import came_back, take_in
from undersigned.outbox.actions.sending import send_due, settle, take_over
from undersigned.outbox.actions.writing import cancel, erase, put

__all__ = ["came_back", "cancel", "erase", "put", "send_due", "settle", "take_in", "take_over"]
