"""What the platform's own workloads may do in AWS, each as narrow as its service allows."""
