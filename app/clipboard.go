package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"time"

	"quoth/corpus"
)

// CopyPicture puts a PNG on the clipboard of the desktop, through the tool that it
// has for that. ErrUnsupported where there is none.
func CopyPicture(ctx context.Context, picture []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	file, err := os.CreateTemp("", "quoth-*.png")
	if err != nil {
		return fmt.Errorf("copy the picture: %w", err)
	}
	defer os.Remove(file.Name())
	_, err = file.Write(picture)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("copy the picture: %w", err)
	}
	for _, tool := range pictureTools(file.Name()) {
		if _, err := exec.LookPath(tool[0]); err != nil {
			continue
		}
		cmd := exec.CommandContext(ctx, tool[0], tool[1:]...)
		cmd.Stdin = bytes.NewReader(picture)
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("copy the picture with %s: %w", tool[0], err)
		}
		return nil
	}
	return fmt.Errorf(
		"this desktop has no tool to copy a picture (wl-copy or xclip): save it as PNG instead: %w",
		corpus.ErrUnsupported,
	)
}

// pictureTools are the commands that take a picture, in the order to try them. The
// path is our own temporary file.
func pictureTools(path string) [][]string {
	switch runtime.GOOS {
	case "darwin":
		return [][]string{
			{"osascript", "-e", `set the clipboard to (read (POSIX file "` + path + `") as «class PNGf»)`},
		}
	case "windows":
		return [][]string{
			{
				"powershell",
				"-NoProfile",
				"-Command",
				"Add-Type -AssemblyName System.Windows.Forms,System.Drawing; [Windows.Forms.Clipboard]::SetImage([Drawing.Image]::FromFile('" + path + "'))",
			},
		}
	}
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		return [][]string{{"wl-copy", "--type", "image/png"}}
	}
	return [][]string{{"xclip", "-selection", "clipboard", "-t", "image/png"}}
}
