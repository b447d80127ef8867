"""Claim and evidence in, findings with reasons out. Pure."""
