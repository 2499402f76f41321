"""What pods do once they run, watched from the kernel."""
