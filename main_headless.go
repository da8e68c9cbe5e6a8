//go:build headless

package main

import (
	"context"
	"fmt"
	"os"
)

// wantsDesktop is true for the call that would open a window, to explain itself.
func wantsDesktop(args []string) bool { return len(args) == 0 }

func desktopMain(context.Context, []string) int {
	fmt.Fprintln(os.Stderr, "quoth: this is the build without a window; see quoth --help for its commands")
	return 2
}
