//go:build tools

// Package tools names the command that plays the nodes of a control plane; go.mod pins it.
package tools

import _ "sigs.k8s.io/kwok/cmd/kwok"
