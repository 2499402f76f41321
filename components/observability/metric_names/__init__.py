"""What the platform's exporters export, and whether a query asks for what there is.

``known`` reads the table; ``queries`` judges expressions and needs promql-parser, which only development has.
"""
