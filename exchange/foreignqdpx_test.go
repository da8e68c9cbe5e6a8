package exchange_test

import (
	"archive/zip"
	"bytes"
	"context"
	"strings"
	"testing"

	"quoth/exchange"
)

// packed is a project of another program: project.qde and its sources.
func packed(t *testing.T, members map[string]string) exchange.File {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, body := range members {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return exchange.File{Name: "p.qdpx", Body: out.Bytes()}
}

func readFile(t *testing.T, f exchange.File) *exchange.Project {
	t.Helper()
	importer := exchange.DetectImport(f)
	if importer == nil {
		t.Fatal("it is not recognised")
	}
	p, err := importer.Read(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const (
	guidUser, guidUser2 = "8CA3A2C1-8B7A-41C3-A9DD-A8FB46CAA645", "B27E9088-0000-4000-8000-000000000002"
	guidCode, guidChild = "3c51efbb-071f-43a7-9f32-228b89668e8d", "4d62f0cc-182f-44b8-a043-339c90779e9e"
	guidText            = "56a79789-d535-4fb8-bedd-a915504c54ba"
	guidNote            = "768169b3-d336-4ef3-8060-83bcb776a23d"
	guidVar             = "0e5e5dbd-3d1c-4b8e-8c6f-0c5d7e5b0001"
)

// TestQDPXAsOthersWriteIt reads projects laid out as NVivo, MAXQDA, ATLAS.ti,
// QualCoder and f4 lay theirs out. Texts are invented.
func TestQDPXAsOthersWriteIt(t *testing.T) {
	const text = "🙂 The fee rose again.\r\nNobody asked us."
	words := func(p *exchange.Project, a exchange.ProjectAnnotation) string {
		return string([]rune(p.Articles[0].Text)[a.Range.Start:a.Range.End])
	}
	for _, c := range []struct {
		name, origin string
		members      map[string]string
		codes        string // of the first annotation
		words, coder string
	}{
		{
			name: "NVivo: a rich text beside the plain one, users without a name for the coding, capitals in the folder's name", origin: "NVivo for Windows 12.6",
			members: map[string]string{"project.qde": `<?xml version="1.0" encoding="utf-8"?>
<Project xmlns:xsd="http://www.w3.org/2001/XMLSchema" name="Untitled" origin="NVivo for Windows 12.6" creatingUserGUID="` + guidUser + `" creationDateTime="2025-02-21T15:09:07Z" basePath="" xmlns="urn:QDA-XML:project:1.0">
  <Users><User guid="` + guidUser + `" name="Coder" /></Users>
  <CodeBook><Codes><Code guid="` + guidCode + `" name="Costs" isCodable="true"><Code guid="` + guidChild + `" name="Fees" isCodable="true" /></Code></Codes></CodeBook>
  <Sources><TextSource guid="` + guidText + `" name="harbour" richTextPath="internal://` + guidText + `.docx" plainTextPath="internal://` + guidText + `.txt" creationDateTime="2025-06-11T16:24:07Z">
    <PlainTextSelection guid="fd960901-8191-4db1-a3dd-a91626d56c4b" name="" startPosition="6" endPosition="14"><Coding guid="aa960901-8191-4db1-a3dd-a91626d56c4b" creatingUser="` + guidUser + `"><CodeRef targetGUID="` + guidChild + `" /></Coding></PlainTextSelection>
  </TextSource></Sources>
</Project>`, "Sources/" + guidText + ".txt": text}, codes: "Costs/Fees", words: "fee rose", coder: "Coder",
		},
		{
			name: "MAXQDA: users behind capitals, a byte order mark, memos as notes linked to the selection, sets", origin: "MAXQDA 24",
			members: map[string]string{"project.qde": "\ufeff" + `<?xml version="1.0" encoding="utf-8"?>
<Project origin="MAXQDA 24 (Release 24.7.0)" xsi:schemaLocation="urn:QDA-XML:project:1.0 http://schema.qdasoftware.org/versions/Project/v1.0/Project.xsd" name="New project" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" modifiedDateTime="2020-09-29T11:39:59Z" xmlns="urn:QDA-XML:project:1.0">
<Users><User name="Francesca" guid="` + guidUser + `"/></Users>
<CodeBook><Codes><Code isCodable="true" name="Fees" color="#2364a2" guid="` + guidCode + `"/></Codes></CodeBook>
<Sources><TextSource plainTextPath="internal://` + guidText + `.txt" creatingUser="` + guidUser + `" guid="` + guidText + `" name="harbour">
<PlainTextSelection endPosition="14" name="6,14" startPosition="6" creatingUser="` + guidUser + `" guid="5FB6E502-B2A2-459C-B8F7-C3E17A3A2F87"><Coding creatingUser="` + guidUser + `" guid="E9CABA1A-0832-47CE-BD66-A8EC188D37FD"><CodeRef targetGUID="` + guidCode + `"/></Coding></PlainTextSelection>
</TextSource><PictureSource path="internal://B.jpg" guid="46ACDB89-832F-4998-A542-D579FCBE8F1F" name="Screenshot"/></Sources>
<Notes><Note guid="` + guidNote + `" name="Memo 1" creatingUser="` + guidUser + `" plainTextPath="internal://` + guidNote + `.txt"/></Notes>
<Links><Link guid="` + guidChild + `" direction="Associative" originGUID="5FB6E502-B2A2-459C-B8F7-C3E17A3A2F87" targetGUID="` + guidNote + `"/></Links>
<Sets><Set guid="` + guidVar + `" name="Set 1"><MemberSource targetGUID="` + guidText + `"/></Set></Sets>
</Project>`, "sources/" + guidText + ".txt": "\ufeff" + text, "sources/" + guidNote + ".txt": "by how much?"}, codes: "Fees", words: "fee rose", coder: "Francesca",
		},
		{
			name: "ATLAS.ti: a coding by two coders, line ends of two signs counted as one", origin: "ATLAS.ti",
			members: map[string]string{"project.qde": `<?xml version="1.0" encoding="utf-8"?>
<Project xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" name="fees" origin="ATLAS.ti Win 23.4.0" creatingUserGUID="` + guidUser + `" xmlns="urn:QDA-XML:project:1.0">
<Users><User guid="` + guidUser + `" name="Ann" /><User guid="` + guidUser2 + `" name="Ben" /></Users>
<CodeBook><Codes><Code guid="` + guidCode + `" name="Asked" isCodable="true" color="#46AA00"><Description>who was asked</Description></Code></Codes></CodeBook>
<Sources><TextSource guid="` + guidText + `" name="harbour" richTextPath="internal://` + guidText + `.docx" plainTextPath="internal://` + guidText + `.txt" creatingUser="` + guidUser + `">
<PlainTextSelection guid="fd960901-8191-4db1-a3dd-a91626d56c4b" name="Nobody asked us" startPosition="22" endPosition="37" creatingUser="` + guidUser + `"><Coding guid="aa960901-8191-4db1-a3dd-a91626d56c4b" creatingUser="` + guidUser + `"><CodeRef targetGUID="` + guidCode + `" /></Coding><Coding guid="bb960901-8191-4db1-a3dd-a91626d56c4b" creatingUser="` + guidUser2 + `"><CodeRef targetGUID="` + guidCode + `" /></Coding></PlainTextSelection>
</TextSource></Sources></Project>`, "sources/" + guidText + ".txt": text}, codes: "Asked", words: "Nobody asked us", coder: "Ann",
		},
		{
			name: "QualCoder: a memo as description, attributes as variables of a nameless case", origin: "QualCoder",
			members: map[string]string{"project.qde": `<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" creatingUserGUID="` + guidUser + `" creationDateTime="2024-05-01T10:00:00Z" name="fees" origin="Qualcoder-3.5" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<Users><User guid="` + guidUser + `" name="default"/></Users>
<CodeBook><Codes><Code guid="` + guidCode + `" name="Costs" isCodable="false"><Code guid="` + guidChild + `" name="Fees" isCodable="true" color="#F1A9A0"/></Code></Codes></CodeBook>
<Variables><Variable guid="` + guidVar + `" name="Outlet" typeOfVariable="Text"><Description></Description></Variable></Variables>
<Cases><Case guid="B27E9088-0000-4000-8000-0000000000AA"><VariableValue><VariableRef targetGUID="` + guidVar + `"/><TextValue>The Post</TextValue></VariableValue><SourceRef targetGUID="` + guidText + `"/></Case></Cases>
<Sources><TextSource guid="` + guidText + `" creatingUser="` + guidUser + `" creationDateTime="2024-05-01T10:00:00Z" name="harbour" plainTextPath="internal://` + guidText + `.txt" richTextPath="internal://` + guidText + `.docx">
<PlainTextSelection guid="fd960901-8191-4db1-a3dd-a91626d56c4b" startPosition="6" endPosition="14" name="fee rose" creatingUser="` + guidUser + `"><Description>by how much?</Description><Coding guid="aa960901-8191-4db1-a3dd-a91626d56c4b" creatingUser="` + guidUser + `"><CodeRef targetGUID="` + guidChild + `"/></Coding></PlainTextSelection>
</TextSource></Sources></Project>`, "sources/" + guidText + ".txt": text}, codes: "Costs/Fees", words: "fee rose", coder: "default",
		},
		{
			name: "f4: no users, notes of codes and of selections in files", origin: "f4",
			members: map[string]string{
				"project.qde": `<?xml version="1.0" encoding="UTF-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" origin="f4 2025.2.9" name="f4-Projekt">
<CodeBook><Codes><Code guid="` + guidCode + `" name="Fees" isCodable="true" color="#044B9B"><Description>what it costs</Description></Code></Codes></CodeBook>
<Sources><TextSource guid="` + guidText + `" name="harbour" plainTextPath="internal://` + guidText + `.txt" richTextPath="internal://` + guidText + `.docx">
<PlainTextSelection guid="fd960901-8191-4db1-a3dd-a91626d56c4b" startPosition="6" endPosition="14"><Coding guid="aa960901-8191-4db1-a3dd-a91626d56c4b"><CodeRef targetGUID="` + guidCode + `"/></Coding></PlainTextSelection>
<PlainTextSelection guid="1b1d9d6c-5e81-40df-b470-7ea8b99573e4" startPosition="2" endPosition="5"><Description>a memo</Description><NoteRef targetGUID="` + guidNote + `"/></PlainTextSelection>
</TextSource></Sources>
<Notes><Note guid="` + guidNote + `" plainTextPath="internal://` + guidNote + `.txt"/></Notes></Project>`,
				"sources/" + guidText + ".txt": text, "sources/" + guidNote + ".txt": "by how much?",
			}, codes: "Fees", words: "fee rose",
		},
	} {
		t.Run(c.origin, func(t *testing.T) {
			p := readFile(t, packed(t, c.members))
			if len(p.Articles) != 1 || len(p.Annotations) == 0 || len(p.Failed) != 0 {
				t.Fatalf(
					"%s: %d articles, %d annotations, failed %v",
					c.name,
					len(p.Articles),
					len(p.Annotations),
					p.Failed,
				)
			}
			a := p.Annotations[0]
			if got := words(
				p,
				a,
			); got != c.words || strings.Join(a.Codes, "|") != c.codes || string(a.Coder) != c.coder ||
				!a.Decides {
				t.Errorf(
					"%s: %q is coded %q by %q, want %q, %q by %q",
					c.name,
					got,
					a.Codes,
					a.Coder,
					c.words,
					c.codes,
					c.coder,
				)
			}
			switch c.origin {
			case "ATLAS.ti":
				if len(p.Annotations) != 2 || p.Annotations[1].Coder != "Ben" {
					t.Errorf("%+v; want a coding of each coder", p.Annotations)
				}
			case "MAXQDA 24":
				if a.Note != "by how much?" || len(p.Left) != 2 {
					t.Errorf("note %q, left %q", a.Note, p.Left)
				}
			case "QualCoder":
				if a.Note != "by how much?" || p.Articles[0].Article.Publisher != "The Post" {
					t.Errorf("note %q, article %+v", a.Note, p.Articles[0].Article)
				}
			case "f4":
				if len(p.Annotations) != 2 || !strings.Contains(p.Annotations[1].Note, "by how much?") ||
					words(p, p.Annotations[1]) != "The" {
					t.Errorf("%+v; want the memo and its note at its words", p.Annotations)
				}
			}
		})
	}
}

// TestVariablesFillTheFieldsOneSays: a variable goes where the user sends it, else
// where its name says; one that is not there is refused.
func TestVariablesFillTheFieldsOneSays(t *testing.T) {
	project := `<Project xmlns="urn:QDA-XML:project:1.0" origin="NVivo 14" name="p"><Variables><Variable guid="` + guidVar + `" name="Where" typeOfVariable="Text"/><Variable guid="` + guidNote + `" name="Date" typeOfVariable="Date"/></Variables>
<Sources><TextSource guid="` + guidText + `" name="harbour"><PlainTextContent>It rose.</PlainTextContent><VariableValue><VariableRef targetGUID="` + guidVar + `"/><TextValue>The Post</TextValue></VariableValue><VariableValue><VariableRef targetGUID="` + guidNote + `"/><DateValue>2024-05-01</DateValue></VariableValue></TextSource></Sources></Project>`
	file := packed(t, map[string]string{"project.qde": project})
	p := readFile(t, file)
	if a := p.Articles[0]; a.Article.Publisher != "" || a.Article.Published.Day() != "2024-05-01" ||
		len(a.Memos) != 1 ||
		a.Memos[0].Text != "Where: The Post" {
		t.Errorf("unasked, the article is %+v", a)
	}
	file.Fields = map[string]string{"publisher": "Where"}
	p = readFile(t, file)
	if a := p.Articles[0]; a.Article.Publisher != "The Post" || len(a.Memos) != 0 {
		t.Errorf("asked, the article is %+v", a)
	}
	if len(p.Variables) != 2 || p.Variables[0].Name != "Date" || p.Variables[0].Field != "published" ||
		p.Variables[1].Field != "publisher" ||
		p.Variables[1].Samples[0] != "The Post" {
		t.Errorf("the preview of variables is %+v", p.Variables)
	}
	for _, wrong := range []map[string]string{{"publisher": "Nowhere"}, {"nonsense": "Where"}} {
		file.Fields = wrong
		if _, err := exchange.DetectImport(file).Read(context.Background(), file); err == nil {
			t.Errorf("%v was accepted", wrong)
		}
	}
}
