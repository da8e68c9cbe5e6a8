// Command wordnet makes the table of word senses from the files of Princeton
// WordNet 3.0 (Debian: package wordnet-base):
//
//	go run ./attribution/layers/wordnet /usr/share/wordnet > assets/tables/word-senses.tsv
//
// The table holds single words in small letters: verbs and those nouns that
// occur in WordNet's tagged texts or name people, groups or communication, each
// with the lexicographer's class of its commonest sense; and irregular forms.
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: wordnet FOLDER")
	}
	if err := run(os.Args[1]); err != nil {
		log.Fatal("wordnet: ", err)
	}
}

func run(folder string) error {
	out := bufio.NewWriter(os.Stdout)
	fmt.Fprintln(
		out,
		"# Word, part (n, v, or x for an irregular form), class of the commonest sense (lexicographer file, see lexnames(5WN)) or base form.",
	)
	fmt.Fprintln(
		out,
		"# Source: WordNet 3.0, © 2006 Princeton University, WordNet licence (assets/tables/wordnet-licence.txt); made by attribution/layers/wordnet, 2026-11-24.",
	)
	known := map[string]bool{}
	for _, part := range []string{"noun", "verb"} {
		classes, err := classes(filepath.Join(folder, "data."+part))
		if err != nil {
			return err
		}
		err = eachLine(filepath.Join(folder, "index."+part), func(f []string) {
			class, tagged, ok := entry(f, classes)
			if ok && (part == "verb" || tagged || class == "18" || class == "14" || class == "10") {
				fmt.Fprintf(out, "%s\t%c\t%s\n", f[0], part[0], class)
				known[f[0]] = true
			}
		})
		if err != nil {
			return err
		}
	}
	var irregular []string
	for _, part := range []string{"noun", "verb"} {
		err := eachLine(filepath.Join(folder, part+".exc"), func(f []string) {
			if len(f) > 1 && plain(f[0]) && known[f[1]] {
				irregular = append(irregular, f[0]+"\tx\t"+f[1])
			}
		})
		if err != nil {
			return err
		}
	}
	sort.Strings(irregular)
	fmt.Fprintln(out, strings.Join(irregular, "\n"))
	return out.Flush()
}

// entry reads a line of an index: lemma, part, number of senses, number of
// pointers, the pointers, number of senses again, number of tagged senses,
// offsets by frequency (wndb(5WN)).
func entry(f []string, classes map[string]string) (class string, tagged, ok bool) {
	if len(f) < 4 || !plain(f[0]) {
		return "", false, false
	}
	pointers := 0
	fmt.Sscan(f[3], &pointers)
	at := 4 + pointers
	if len(f) < at+3 {
		return "", false, false
	}
	class = classes[f[at+2]]
	return class, f[at+1] != "0", class != ""
}

// plain holds for single words of small letters.
func plain(w string) bool {
	return len(w) > 2 && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == ""
}

// classes gives the lexicographer file by synset.
func classes(path string) (map[string]string, error) {
	out := map[string]string{}
	err := eachLine(path, func(f []string) {
		if len(f) > 1 {
			out[f[0]] = f[1]
		}
	})
	return out, err
}

// eachLine calls f with the fields of every line but the licence's, which begin
// with blanks.
func eachLine(path string, f func([]string)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), "  ") {
			f(strings.Fields(lines.Text()))
		}
	}
	return lines.Err()
}
