"""The platform's environments: settings in, layers composed, outputs out."""
