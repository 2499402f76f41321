"""The clouds' stores of secrets as a cluster's platform uses them: what is kept, and who reads it for a namespace."""
