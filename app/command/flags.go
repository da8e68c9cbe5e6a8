package command

import (
	"slices"
	"strings"
)

// choose reports a usage error unless a flag has one of the values it takes.
func choose(flag, value string, values ...string) error {
	if slices.Contains(values, value) {
		return nil
	}
	if values[0] == "" {
		values = values[1:] // nothing given
	}
	if values[0] == "" {
		values = values[1:] // nothing given
	}
	return usage(
		"--%s takes %s or %s, not %q",
		flag,
		strings.Join(values[:len(values)-1], ", "),
		values[len(values)-1],
		value,
	)
}

// atLeast reports a usage error where a flag's number is too small.
func atLeast(flag string, value, least int) error {
	if value >= least {
		return nil
	}
	return usage("--%s takes a number from %d, not %d", flag, least, value)
}

// firstOf is the first of several errors; nil for none.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
