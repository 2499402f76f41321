//go:build tools

// Package tools names the command that analyses the mesh's objects; go.mod pins it.
package tools

import _ "istio.io/istio/istioctl/cmd/istioctl"
