"""What guards a cluster from the inside: secrets, people's rights, images, and what pods do once they run."""
