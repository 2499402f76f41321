//go:build tools

// Package tools names the command that judges whom alerts reach; go.mod pins it.
package tools

import _ "github.com/prometheus/alertmanager/cmd/amtool"
