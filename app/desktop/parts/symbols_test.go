package parts

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2/theme"
	"github.com/go-text/typesetting/font"

	"quoth/assets"
)

// TestTheFaceOfSymbolsFitsTheOther: a blank after a mark is taken from the mark's face,
// and the toolkit takes the height of lines from the face of a blank.
func TestTheFaceOfSymbolsFitsTheOther(t *testing.T) {
	of := func(body []byte) *font.Face {
		face, err := font.ParseTTF(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		return face
	}
	marks, words := of(assets.Symbols), of(theme.DefaultTextFont().Content())
	high := func(f *font.Face) [3]int {
		extents, _ := f.FontHExtents()
		blank, there := f.NominalGlyph(' ')
		if _, unbroken := f.NominalGlyph('\u00a0'); !there || !unbroken {
			t.Error("a face has no blank")
		}
		each := float64(f.Upem()) / 1000
		of := func(units float32) int { return int(math.Round(float64(units) / each)) }
		return [3]int{of(extents.Ascender), of(extents.Descender), of(f.HorizontalAdvance(blank))}
	}
	if got, want := high(marks), high(words); got != want {
		t.Errorf("height, depth and blank are %v, want %v", got, want)
	}
}

// TestEveryMarkOfTheWindowHasAFace: on a machine without fonts as well. What is
// checked is what the window's own words are made of, in the code and in the
// translations.
func TestEveryMarkOfTheWindowHasAFace(t *testing.T) {
	var faces []*font.Face
	for _, body := range [][]byte{assets.Symbols, theme.DefaultTextFont().Content(), theme.DefaultSymbolFont().Content(), theme.DefaultEmojiFont().Content()} {
		face, err := font.ParseTTF(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		faces = append(faces, face)
	}
	marks := 0
	check := func(where, words string) {
		for _, r := range words {
			if r <= 0x2000 || r == 0xFFFD || r >= 0x3000 && r < 0xA000 { // the scripts of texts are the machine's
				continue
			}
			marks++
			there := false
			for _, face := range faces {
				_, ok := face.NominalGlyph(r)
				there = there || ok
			}
			if !there {
				t.Errorf("%s writes %q (%U), which no face that we bring has", where, r, r)
			}
		}
	}
	for _, pattern := range []string{"*.go", "../*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				if literal, ok := n.(*ast.BasicLit); ok &&
					(literal.Kind == token.STRING || literal.Kind == token.CHAR) {
					if literal.Kind == token.CHAR {
						check(path, literal.Value)
					} else if words, err := strconv.Unquote(literal.Value); err == nil {
						check(path, words)
					}
				}
				return true
			})
		}
	}
	translations, err := filepath.Glob("../../../assets/translations/*.json")
	if err != nil || len(translations) == 0 {
		t.Fatal(translations, err)
	}
	for _, path := range translations {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		check(path, string(body))
	}
	if marks < 100 {
		t.Errorf("only %d marks were found: this test looks in the wrong place", marks)
	}
}
