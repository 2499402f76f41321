"""Network inside the clusters and the way into them: Cilium, Istio, gateways, certificates and names."""
