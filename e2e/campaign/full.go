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
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%d", diskBytes), "quoth", disk).CombinedOutput(); err != nil {
		fmt.Printf("full disks left out: no tmpfs can be mounted (%s)\n", strings.TrimSpace(string(out)))
		return nil
	}
	defer exec.Command("umount", disk).Run()
	for s.count("full")+s.count("readonly") < most {
		w, err := newWorld(filepath.Join(disk, "w"), binary, uint64(s.count("full")+1))
		if err != nil {
			return err
		}
		w.inputs = inputs
		if _, _, err := w.add(0); err != nil {
			return err
		}
		for range 8 {
			verb := verbs[w.random.IntN(len(verbs))]
			kind := "full"
			if w.random.IntN(4) == 0 {
				kind = "readonly"
			}
			got, wrong, err := w.without(kind, disk, func() (outcome, []string, error) { return verb.do(w, 0) })
			if err != nil {
				return err
			}
			if got.code == 2 || strings.Contains(got.errs, "panic") {
				wrong = append(wrong, "it ended as a wrong call or a panic: "+got.errs)
			}
			wrong = append(wrong, w.o.compare(binary, w.corpus, w.env)...)
			for _, what := range wrong {
				s.Wrong = append(s.Wrong, fmt.Sprintf("%s on a %s disk: %s", verb.name, kind, what))
			}
			s.Runs[kind+" "+verb.name]++
			if err := s.save(); err != nil {
				return err
			}
			if len(wrong) > 0 {
				break
			}
		}
	}
	return nil
}

// without runs f while the disk has little room or none, or is read-only.
func (w *world) without(kind, disk string, f func() (outcome, []string, error)) (outcome, []string, error) {
	if kind == "readonly" {
		if err := exec.Command("mount", "-o", "remount,ro", disk).Run(); err != nil {
			return outcome{}, nil, nil // something is open on it
		}
		defer exec.Command("mount", "-o", "remount,rw", disk).Run()
		got, err := w.run(0, "export", "--corpus", w.corpus, "--format", "csv")
		return got, nil, err
	}
	ballast := filepath.Join(disk, "ballast")
	defer os.Remove(ballast)
	room := w.random.IntN(400 << 10)
	file, err := os.Create(ballast)
	if err != nil {
		return outcome{}, nil, err
	}
	block := make([]byte, 4096)
	for {
		if _, err := file.Write(block); err != nil {
			break // it is full
		}
	}
	if info, err := file.Stat(); err == nil {
		file.Truncate(max(0, info.Size()-int64(room)))
	}
	file.Close()
	return f()
}
