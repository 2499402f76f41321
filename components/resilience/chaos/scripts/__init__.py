"""The program that runs in the pods of experiments, with Python's standard library alone.

It is mounted there as the package ``chaos``, so that its modules import each other as neighbours. No component imports it.
"""
