"""What runs a Python program the way Pulumi's language host does: its folder, its configuration, its event loop."""
