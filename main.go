// Quoth answers one question for people who study news coverage: who said what,
// for whom, and where do they stand, over time?
//
// Without arguments it opens the desktop app; with a verb it runs one command.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"quoth/app/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// run opens the desktop for no arguments or a corpus file, else runs a command.
func run(ctx context.Context, args []string) int {
	if wantsDesktop(args) {
		return desktopMain(ctx, args)
	}
	return command.Run(ctx, args, command.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
}
