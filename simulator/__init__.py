"""Runs a stack with no cloud: in this process, on the SDK's own monitor interface, against simulated clouds."""
