"""What everything inside a cluster is made with: the cluster's site, namespaces, traffic, charts and custom resources."""
