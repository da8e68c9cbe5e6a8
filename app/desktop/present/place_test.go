package present

import (
	"fmt"
	"testing"
)

func at(page, what string) Spot { return Spot{page, Place{"what": what}} }

func TestOneGoesBackAndForward(t *testing.T) {
	var trail Trail
	a, b, c := at("Quotes", "a"), at("Quotes", "b"), at("People", "c")
	trail.Leave(a)
	trail.Leave(a) // twice the same is once
	trail.Leave(b)
	here := c
	step := func(go_ func(*Spot) (Spot, bool), want Spot) {
		t.Helper()
		next, ok := go_(&here)
		if !ok || !next.Same(want) {
			t.Fatalf("from %v to %v, %v; want %v", here, next, ok, want)
		}
		here = next
	}
	step(trail.Back, b)
	step(trail.Back, a)
	if _, ok := trail.Back(&here); ok {
		t.Error("there is something before the first spot")
	}
	step(trail.Forward, b)
	step(trail.Forward, c)
	step(trail.Back, b)
	trail.Leave(b)
	if next, ok := trail.Forward(&here); ok {
		t.Errorf("%v is ahead of who went elsewhere", next)
	}
}

func TestASpotWhereOneIsIsPassedOver(t *testing.T) {
	var trail Trail
	trail.Leave(at("Quotes", "a"))
	trail.Leave(at("Quotes", "b"))
	here := at("Quotes", "b")
	if next, ok := trail.Back(&here); !ok || !next.Same(at("Quotes", "a")) {
		t.Errorf("back is %v, %v", next, ok)
	}
}

func TestScrollingIsNoOtherSpot(t *testing.T) {
	a, b := at("Quotes", "a"), at("Quotes", "a")
	b.Place[Scroll] = "120"
	if !a.Same(b) || b.Place[Scroll] == "" {
		t.Errorf("%v and %v", a, b)
	}
	if a.Same(at("Quotes", "b")) || a.Same(at("People", "a")) {
		t.Error("other spots are the same")
	}
}

func TestATrailHasAnEnd(t *testing.T) {
	var trail Trail
	for i := range 3 * mostSpots {
		trail.Leave(at("Quotes", fmt.Sprint(i)))
	}
	n := 0
	for {
		if _, ok := trail.Back(nil); !ok {
			break
		}
		n++
	}
	if n != mostSpots {
		t.Errorf("one can go back %d times, want %d", n, mostSpots)
	}
}
