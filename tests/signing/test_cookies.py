"""Where a form comes from, also where a web server stands in front."""

from django.test import RequestFactory

from undersigned.signing.tokens import network_digest
from undersigned.signing.views.cookies import network_of


def test_a_network_is_the_visitors_and_not_the_web_servers(rf: RequestFactory) -> None:
    passed_on = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert network_of(passed_on) == network_digest("203.0.113.7") != ""
    claimed = rf.get("/", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert network_of(claimed) == network_of(passed_on)
