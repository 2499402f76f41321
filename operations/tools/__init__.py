"""Programs that are no Python: a control plane and the validators of other systems, built from pinned Go modules.

Each folder of ``tools/`` is a Go module that hardly does more than pin: its ``go.mod`` and ``go.sum`` say which versions, and
:mod:`operations.tools.table` which programs come of them. ``make tools`` builds what is missing into ``.tools/``; what
needs a program asks :func:`operations.tools.found.find` and is skipped with a sentence where there is none.
"""
