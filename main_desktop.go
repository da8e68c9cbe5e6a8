//go:build !headless

package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	fyneapp "fyne.io/fyne/v2/app"

	"quoth/app"
	"quoth/app/desktop"
)

// appID is the desktop's application id, as in FyneApp.toml.
const appID = "org.quoth.Quoth"

// wantsDesktop reports whether the call opens a window: no arguments, or one
// corpus: a file or a team's database.
func wantsDesktop(args []string) bool {
	return len(args) == 0 || (len(args) == 1 && (strings.HasSuffix(args[0], ".quoth") || app.IsTeam(args[0])))
}

func desktopMain(ctx context.Context, args []string) int {
	path := ""
	if len(args) == 1 {
		path = args[0]
	}
	if _, err := app.StartCrashLog(); err != nil {
		fmt.Fprintln(os.Stderr, "quoth:", err) // it opens all the same
	}
	if err := desktop.Run(ctx, fyneapp.NewWithID(appID), path); err != nil {
		fmt.Fprintln(os.Stderr, "quoth:", err)
		return 1
	}
	return 0
}
