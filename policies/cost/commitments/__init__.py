"""Commitments and spot as data: readings with source, region and date, and the book they are looked up in."""
