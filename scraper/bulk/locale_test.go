package bulk

import (
	"testing"
)

// Databases print their labels in the language of whoever exports.
func TestNexisInGermanIsTakenApart(t *testing.T) {
	old := `
                              1 von 2 DOKUMENTEN


                               Der Hafenbote

                             3. Juli 2019 Mittwoch

Brücke gesperrt

AUTOR: Anna Reiter

RUBRIK: LOKALES; S. 4

LÄNGE: 14 Wörter

Die Brücke wird am Freitag gesperrt. „Es geht nicht anders“, sagte Jan Molk.

SPRACHE: DEUTSCH; GERMAN

                              2 von 2 DOKUMENTEN


                               Der Hafenbote

                             4. Juli 2019 Donnerstag

Mühle wieder offen

LÄNGE: 9 Wörter

Die Mühle mahlt seit Donnerstag wieder, sagte die Besitzerin.
`
	recent := `Brücke gesperrt
Der Hafenbote
3. Juli 2019 Mittwoch
Rubrik: LOKALES
Länge: 14 Wörter
Autor: Anna Reiter
Textkörper

Die Brücke wird am Freitag gesperrt. „Es geht nicht anders“, sagte Jan Molk.
Ende des Dokuments
Mühle wieder offen
Der Hafenbote
4. Juli 2019 Donnerstag
Länge: 9 Wörter
Textkörper
Die Mühle mahlt seit Donnerstag wieder, sagte die Besitzerin.
Ende des Dokuments
`
	for name, text := range map[string]string{"old": old, "recent": recent} {
		file := File{Name: "export.txt", Body: []byte(text)}
		format := Detect(file)
		if format == nil || format.Name != "nexis-txt" {
			t.Errorf("%s: detected %v", name, format)
			continue
		}
		book, err := format.Read(t.Context(), file, Settings{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if book.Read() != 2 {
			t.Fatalf("%s: %d articles read of %+v", name, book.Read(), book.Entries)
		}
		a := book.Entries[0].Collected.Article
		if a.Title != "Brücke gesperrt" || a.Publisher != "Der Hafenbote" || a.Published.Day() != "2019-07-03" ||
			a.Section == "" ||
			len(a.Authors) != 1 ||
			a.Authors[0] != "Anna Reiter" {
			t.Errorf("%s: %+v", name, a)
		}
	}
}
