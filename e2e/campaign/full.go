package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// diskBytes is the size of the disk that fills up.
const diskBytes = 8 << 20

// filling runs verbs on a small disk that is nearly full, or turns read-only in
// the middle; then it makes room and compares.
func filling(s *state, dir, binary string, most int) error {
	disk := filepath.Join(dir, "disk")
	if err := os.MkdirAll(disk, 0o700); err != nil {
		return err
	}
	inputs := filepath.Join(dir, "inputs") // on a disk that does not fill up
	if err := os.MkdirAll(inputs, 0o700); err != nil {
		return err
	}
	exec.Command("umount", disk).Run() // left by a run that was stopped
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%d", diskBytes), "quoth", disk).
		CombinedOutput(); err != nil {
		fmt.Printf("full disks left out: no tmpfs can be mounted (%s)\n", strings.TrimSpace(string(out)))
		return nil
	}
	defer exec.Command("umount", disk).Run()
	for s.count("full")+s.count("readonly") < most {
		w, err := newWorld(filepath.Join(disk, "w"), binary, uint64(s.count("full")+s.count("readonly")+1))
		if err != nil {
			return err
		}
		w.inputs = inputs
		kind := "full"
		if w.random.IntN(4) == 0 {
			kind = "readonly"
		}
		if err := s.hurting(w, kind, func() func() { return w.spoil(kind, disk) }); err != nil {
			return err
		}
	}
	return nil
}

// hurtsPerWorld is how many runs are hurt before a new corpus begins.
const hurtsPerWorld = 8

// hurting runs some verbs in a world that hurts them; what was acknowledged, before
// and in spite of it, is there afterwards.
func (s *state) hurting(w *world, kind string, hurt func() (heal func())) error {
	if _, _, err := w.add(0); err != nil {
		return err
	}
	w.hurt = hurt
	for range hurtsPerWorld {
		verb := verbs[w.random.IntN(len(verbs))]
		got, wrong, err := verb.do(w, leaveAlone)
		if err != nil {
			return err
		}
		if got.code == 2 || strings.Contains(got.errs, "panic") {
			wrong = append(wrong, "it ended as a wrong call or a panic: "+got.errs)
		}
		wrong = append(wrong, w.o.compare(w.binary, w.corpus, w.env)...)
		for _, what := range wrong {
			s.Wrong = append(s.Wrong, fmt.Sprintf("%s with %s: %s", verb.name, kind, what))
		}
		s.Runs[kind+" "+verb.name]++
		if got.code != 0 {
			s.Runs["failed "+kind]++ // the program saw it
		}
		if err := s.save(); err != nil {
			return err
		}
		if len(wrong) > 0 {
			return nil // a new corpus
		}
	}
	return nil
}

// spoil fills the disk but for a little, or makes it read-only.
func (w *world) spoil(kind, disk string) (heal func()) {
	if kind == "readonly" {
		if err := exec.Command("mount", "-o", "remount,ro", disk).Run(); err != nil {
			return func() {} // something is open on it
		}
		return func() { exec.Command("mount", "-o", "remount,rw", disk).Run() }
	}
	ballast := filepath.Join(disk, "ballast")
	room := w.random.IntN(400 << 10)
	file, err := os.Create(ballast)
	if err != nil {
		return func() {}
	}
	defer file.Close()
	block := make([]byte, 4096)
	for {
		if _, err := file.Write(block); err != nil {
			break // it is full
		}
	}
	if info, err := file.Stat(); err == nil {
		file.Truncate(max(0, info.Size()-int64(room)))
	}
	return func() { os.Remove(ballast) }
}
