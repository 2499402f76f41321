"""The contract that every component keeps: specs, wiring, labels, names, addresses and policy documents."""
