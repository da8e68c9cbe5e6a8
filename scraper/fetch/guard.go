package fetch

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"sync"
	"syscall"
	"time"
)

// inside lists the networks that no page may lead to: those of the IANA
// special-purpose registries (RFC 6890 and its updates) that are not global,
// and the ranges that carry such an address within them.
var inside = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
	"192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
	"224.0.0.0/4", "240.0.0.0/4",
	"::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "2002::/16",
	"fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)

// metadata lists where clouds keep the keys of a machine. Naming a host never
// opens them, only naming the address itself does.
var metadata = prefixes("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32")

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		out[i] = netip.MustParsePrefix(text)
	}
	return out
}

func within(networks []netip.Prefix, address netip.Addr) bool {
	for _, network := range networks {
		if network.Contains(address) {
			return true
		}
	}
	return false
}

// translated is where networks without IPv4 show the old internet (RFC 6052).
var translated = netip.MustParsePrefix("64:ff9b::/96")

// embedded takes an IPv4 address out of the IPv6 one that carries it.
func embedded(address netip.Addr) netip.Addr {
	address = address.WithZone("")
	if translated.Contains(address) {
		bytes := address.As16()
		return netip.AddrFrom4([4]byte(bytes[12:]))
	}
	return address.Unmap()
}

const dialTimeout = 15 * time.Second

// guard decides which addresses a connection may use. It looks where the
// address is dialled, after every look-up of a name, so that neither a redirect
// nor a second answer of a name server leads inside.
type guard struct {
	named func(hostPort string) bool // hosts that the user named; nil: none

	mu     sync.Mutex
	public map[string]bool // hosts that had a public address in this run
}

func (g *guard) dial(ctx context.Context, network, hostPort string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		return nil, err
	}
	named := g.named != nil && g.named(hostPort)
	dialer := net.Dialer{Timeout: dialTimeout, Control: func(_, resolved string, _ syscall.RawConn) error {
		return g.check(host, named, resolved)
	}}
	return dialer.DialContext(ctx, network, hostPort)
}

// check is asked with the address that a name was resolved to.
func (g *guard) check(host string, named bool, resolved string) error {
	target, err := netip.ParseAddrPort(resolved)
	if err != nil {
		return ErrPrivate
	}
	address := embedded(target.Addr())
	host = strings.ToLower(host)
	g.mu.Lock()
	defer g.mu.Unlock()
	if !within(inside, address) {
		if g.public == nil {
			g.public = map[string]bool{}
		}
		g.public[host] = true
		return nil
	}
	literal, err := netip.ParseAddr(host)
	isLiteral := err == nil && embedded(literal) == address
	switch {
	case !named, within(metadata, address) && !isLiteral:
		return ErrPrivate
	case g.public[host]: // the name pointed outside a moment ago: a rebinding
		return ErrPrivate
	}
	return nil
}
