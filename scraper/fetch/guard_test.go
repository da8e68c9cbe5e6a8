package fetch

import (
	"errors"
	"testing"
)

func TestGuard(t *testing.T) {
	type look struct {
		host     string
		named    bool
		resolved string
		want     error
	}
	tests := []struct {
		name  string
		looks []look // on one guard, in order
	}{
		{"a public address is open to all", []look{{"news.example", false, "93.184.216.34:443", nil}}},
		{"private addresses are closed", []look{
			{"a.example", false, "127.0.0.1:80", ErrPrivate},
			{"a.example", false, "10.1.2.3:80", ErrPrivate},
			{"a.example", false, "172.31.0.1:80", ErrPrivate},
			{"a.example", false, "192.168.1.1:80", ErrPrivate},
			{"a.example", false, "100.64.0.1:80", ErrPrivate},
			{"a.example", false, "0.0.0.0:80", ErrPrivate},
			{"a.example", false, "[::1]:80", ErrPrivate},
			{"a.example", false, "[fd00::1]:80", ErrPrivate},
			{"a.example", false, "[fe80::1%eth0]:80", ErrPrivate},
			{"a.example", false, "nonsense", ErrPrivate},
		}},
		{"private addresses inside others are closed", []look{
			{"a.example", false, "[::ffff:127.0.0.1]:80", ErrPrivate},
			{"a.example", false, "[64:ff9b::7f00:1]:80", ErrPrivate},
			{"a.example", false, "[2002:7f00:1::]:80", ErrPrivate},
			{"a.example", false, "[::7f00:1]:80", ErrPrivate},
		}},
		{
			"the old internet seen from a new network is open",
			[]look{{"a.example", false, "[64:ff9b::5db8:d822]:80", nil}},
		},
		{
			"a named host may be private",
			[]look{{"wiki.lan", true, "192.168.1.7:80", nil}, {"127.0.0.1", true, "127.0.0.1:80", nil}},
		},
		{"a named host that was public may not turn private", []look{
			{"Evil.example", true, "93.184.216.34:80", nil}, {"evil.example", true, "127.0.0.1:80", ErrPrivate},
		}},
		{
			"naming a host does not open a cloud's keys",
			[]look{{"evil.example", true, "169.254.169.254:80", ErrPrivate}},
		},
		{"naming the address itself does", []look{{"169.254.169.254", true, "169.254.169.254:80", nil}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			g := &guard{}
			for _, l := range test.looks {
				if err := g.check(
					l.host,
					l.named,
					l.resolved,
				); !errors.Is(err, l.want) ||
					(l.want == nil) != (err == nil) {
					t.Errorf("%+v: got %v", l, err)
				}
			}
		})
	}
}
