package fetch

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// hosts lets one request at a time to each host, with a pause between.
type hosts struct {
	now  func() time.Time
	wait func(context.Context, time.Duration) error

	mu  sync.Mutex
	all map[string]*host
}

type host struct {
	turn   chan struct{} // holds one token: whoever holds it may ask
	last   time.Time     // end of the last request; zero before the first
	closed time.Time     // until when the site asked us to stay away
}

func (h *hosts) host(name string) *host {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.all == nil {
		h.all = map[string]*host{}
	}
	one := h.all[name]
	if one == nil {
		one = &host{turn: make(chan struct{}, 1)}
		h.all[name] = one
	}
	return one
}

// enter waits for the host's turn and for the pause since its last request. The
// caller owns the host until release. The error is the context's.
func (h *hosts) enter(
	ctx context.Context,
	name string,
	pause func() time.Duration,
) (one *host, release func(), err error) {
	one = h.host(name)
	select {
	case one.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	if left := pause() - h.now().Sub(one.last); !one.last.IsZero() && left > 0 {
		if err := h.wait(ctx, left); err != nil {
			<-one.turn
			return nil, nil, err
		}
	}
	return one, func() {
		one.last = h.now()
		<-one.turn
	}, nil
}

// refusal is the site's own words while it has asked us to stay away.
func (o *host) refusal(address string, now time.Time) error {
	if left := o.closed.Sub(now); left > 0 {
		return &Error{URL: address, Status: http.StatusTooManyRequests, RetryAfter: left}
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
