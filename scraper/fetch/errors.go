package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"
)

// Errors of a fetch; *Error wraps them and names the address.
var (
	ErrTooLarge = errors.New("the page is larger than allowed")
	ErrPrivate  = errors.New(
		"the address lies in a private network, which pages may not lead to; if you mean it, add its address itself",
	)
	ErrRedirects = errors.New("too many redirects: the site sends us in circles")
	ErrRobots    = errors.New(
		"the site's robots.txt forbids programs this address; add the single address yourself if you want it",
	)
	ErrUnsupported  = errors.New("only http and https addresses can be fetched")
	ErrBomb         = errors.New("the page unpacks to far more than it holds")
	ErrPacking      = errors.New("the page is packed in a way we cannot read")
	ErrStalled      = errors.New("the site stopped sending in the middle of the page; try again later")
	ErrTimeout      = errors.New("the site took too long to answer; try again later")
	ErrNotAnArticle = errors.New("the address holds no page of text")
)

// Error is a failed fetch of one address.
type Error struct {
	URL        string
	Status     int           // HTTP status; 0 when there was no answer
	RetryAfter time.Duration // as asked by the site; 0 when it asked for nothing
	Err        error         // nil with a status
}

func (e *Error) Error() string { return fmt.Sprintf("fetch %s: %s", e.URL, e.reason()) }

func (e *Error) Unwrap() error { return e.Err }

// statusReasons says in words what a status means and what to do.
var statusReasons = map[int]string{
	http.StatusUnauthorized:               "the site does not let us in; save the page in your browser and add the file",
	http.StatusPaymentRequired:            "the site does not let us in; save the page in your browser and add the file",
	http.StatusForbidden:                  "the site does not let us in; save the page in your browser and add the file",
	http.StatusNotFound:                   "there is no such page; check the address",
	http.StatusGone:                       "the page was taken away",
	http.StatusTooManyRequests:            "the site asks us to wait",
	http.StatusUnavailableForLegalReasons: "the page is withheld for legal reasons",
	http.StatusServiceUnavailable:         "the site is not available at the moment; try again later",
}

func (e *Error) reason() string {
	if e.Err != nil {
		return inWords(e.Err)
	}
	words, known := statusReasons[e.Status]
	if !known {
		words = "the site answered " + http.StatusText(e.Status)
	}
	if e.RetryAfter > 0 {
		return fmt.Sprintf("%s (%d; again in %s)", words, e.Status, e.RetryAfter.Round(time.Second))
	}
	return fmt.Sprintf("%s (%d)", words, e.Status)
}

// inWords puts the errors of the network into words; others speak for
// themselves.
func inWords(err error) string {
	var (
		dns         *net.DNSError
		certificate *tls.CertificateVerificationError
		authority   x509.UnknownAuthorityError
		record      tls.RecordHeaderError
		timeout     net.Error
	)
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return fmt.Sprintf("there is no host %s; check the address", dns.Name)
	case errors.As(err, &dns):
		return fmt.Sprintf("the name %s could not be looked up; check the connection", dns.Name)
	case errors.As(err, &certificate), errors.As(err, &authority):
		return fmt.Sprintf(
			"the site's certificate is not valid (%v), so nobody can say who answers; open it in a browser and add the saved file",
			err,
		)
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return "the site does not speak https there; try the address with http://"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing answers at this address (connection refused); try again later"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return "the answer broke off before its end; try again later"
	case errors.As(err, &timeout) && timeout.Timeout():
		return ErrTimeout.Error()
	}
	return err.Error()
}

// retryStatuses are answers that may be different a little later.
var retryStatuses = map[int]bool{
	http.StatusTooManyRequests: true, http.StatusInternalServerError: true, http.StatusBadGateway: true,
	http.StatusServiceUnavailable: true, http.StatusGatewayTimeout: true,
}

// retryable reports whether asking once more may help.
func (e *Error) retryable() bool {
	if e.Err == nil {
		return retryStatuses[e.Status]
	}
	var dns *net.DNSError
	if errors.As(e.Err, &dns) {
		return dns.IsTemporary && !dns.IsNotFound
	}
	for _, passing := range []error{syscall.ECONNRESET, io.EOF, io.ErrUnexpectedEOF} {
		if errors.Is(e.Err, passing) {
			return true
		}
	}
	return false
}

// plain takes the address off the errors of net/http, which repeat it, and
// names the limit that ended a request.
func plain(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), ErrStalled) || errors.Is(context.Cause(ctx), ErrTimeout) {
		return context.Cause(ctx)
	}
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
