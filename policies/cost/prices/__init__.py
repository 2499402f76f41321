"""Prices as data: rows with source, region, unit and date, and the book they are looked up in."""
