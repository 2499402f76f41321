"""Who writes to the region's search domain, and how long what they write stays: told to the domain from inside the VPC."""
