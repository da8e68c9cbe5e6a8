package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"quoth/assets"
	"quoth/attribution"
	"quoth/corpus"
)

// answerFiles prints what the whole engine finds in text files, one line a
// file, as the command "quoth quotes --json" does.
func answerFiles(w io.Writer, paths []string) error {
	engine, err := attribution.New(assets.Models(), assets.Tables())
	if err != nil {
		return err
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		quotes, err := engine.Quotes(context.Background(), string(text), "", nil)
		if err != nil {
			return err
		}
		if err := writeAnswers(w, path, string(text), quotes); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// answered is a quote as eval/speakers.py and eval/seed.py read it; spans count
// code points.
type answered struct {
	Kind          corpus.Kind          `json:"kind"`
	Act           corpus.Utterance     `json:"act"`
	Content       [][2]int             `json:"content"`
	Quoted        [][2]int             `json:"quoted"`
	Cue           [][2]int             `json:"cue"`
	Source        [][2]int             `json:"source"`
	Speaker       string               `json:"speaker"`
	SpeakerType   corpus.SpeakerType   `json:"speaker_type"`
	Organization  string               `json:"organization"`
	Role          string               `json:"role"`
	Confidence    float64              `json:"confidence"`
	Probabilities corpus.Probabilities `json:"probabilities"`
}

func writeAnswers(w io.Writer, file, text string, answers []corpus.Attribution) error {
	runes := corpus.NewRuneOffsets(text)
	line := struct {
		File   string     `json:"file"`
		Quotes []answered `json:"quotes"`
	}{file, []answered{}}
	for _, a := range answers {
		line.Quotes = append(line.Quotes, answered{a.Kind, a.Utterance, runes.Spans(a.Content), runes.Spans(a.Quoted), runes.Spans(a.Cue), runes.Spans(a.Source),
			a.Speaker, a.SpeakerType, a.Organization, a.Role, a.Confidence, a.Probabilities})
	}
	return json.NewEncoder(w).Encode(line)
}
