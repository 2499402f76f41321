"""The verbs of ``infra`` that stand by themselves; those with verbs of their own stand in their rooms."""
