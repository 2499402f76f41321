//go:build tools

// Package tools names the command that holds manifests against schemas; go.mod pins it.
package tools

import _ "github.com/yannh/kubeconform/cmd/kubeconform"
