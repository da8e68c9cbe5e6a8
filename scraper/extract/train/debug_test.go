package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestDebug(t *testing.T) {
	key := os.Getenv("PAGE")
	if key == "" {
		t.Skip()
	}
	pages, _ := loadPages("/work/shared/data/pages")
	var one []*page
	for _, p := range pages {
		if strings.Contains(p.key, key) {
			one = append(one, p)
		}
	}
	ss, err := readSamples(one, 5)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range ss {
		for i := range s.study.Len() {
			x := s.study.Block(i).Text
			fmt.Printf("%d %.0f %s %d %.90s\n", i, s.labels[i], s.study.Block(i).Kind, s.study.Words(i), x)
		}
	}
}
