package identity

import (
	"slices"
	"strings"

	"quoth/corpus"
)

// Fold makes a printed name comparable; see corpus.FoldName.
func Fold(s string) string { return corpus.FoldName(s) }

// suffixes stand behind a name; those of generation tell father from son.
var (
	suffixes = wordSet("jr sr ii iii iv mp msp mep ms qc kc obe cbe mbe phd md am")
	younger  = wordSet("jr ii iii iv")
)

// Name is a printed name cut up.
type Name struct {
	Folded  string   // all its words but titles and suffixes, folded
	Given   []string // the words before the last
	Surname string   // the last word
	Sound   string   // the surname in a spelling of its sound; see sound
	Younger bool     // Jr, II, III
	Gender  byte     // 'm' or 'f' as a title before the name tells it, else 0
	Rank    string   // "lord", "baroness": a title that stands in the place of a given name
}

// ranks are titles that stand before a surname alone for good.
var ranks = wordSet("lord lady baroness baron viscount earl duke duchess prince princess")

// IsRank reports whether a word is a title of nobility.
func IsRank(word string) bool { return ranks[Fold(word)] }

// NewName reads a printed name. The surname is the last word that is no
// suffix; titles are dropped, unless nothing would be left.
func NewName(printed string) Name {
	tokens := strings.Fields(printed)
	for len(tokens) > 1 && suffixes[Fold(tokens[len(tokens)-1])] {
		tokens = tokens[:len(tokens)-1]
	}
	words := strings.Fields(Fold(printed))
	if len(tokens) > 0 && strings.Contains(tokens[len(tokens)-1], "-") { // a double name is one surname
		double := strings.Fields(Fold(tokens[len(tokens)-1]))
		rest := strings.Fields(Fold(strings.Join(tokens[:len(tokens)-1], " ")))
		words = append(append(rest, strings.Join(double, "")), words[len(rest)+len(double):]...)
	}
	var n Name
	for len(words) > 1 {
		gender, ok := knowledge().titles[words[0]]
		if !ok {
			break
		}
		if n.Gender == 0 {
			n.Gender = gender
		}
		if ranks[words[0]] {
			n.Rank = words[0]
		}
		words = words[1:]
	}
	for len(words) > 1 && suffixes[words[len(words)-1]] {
		n.Younger = n.Younger || younger[words[len(words)-1]]
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return n
	}
	if len(words) > 1 && isInitials(words[0]) &&
		strings.Contains(
			strings.ReplaceAll(printed, ".", ""),
			strings.ToUpper(words[0]),
		) { // "JK Rowling", which folding writes as one word
		words = append(strings.Split(words[0], ""), words[1:]...)
	}
	last := len(words) - 1
	n.Folded, n.Given, n.Surname = strings.Join(words, " "), words[:last], words[last]
	n.Sound = sound(n.Surname)
	return n
}

// isInitials holds for two or three letters that are no given name.
func isInitials(word string) bool {
	return len(word) >= 2 && len(word) <= 3 && !strings.ContainsAny(word, "aeiouyäöü") && knowledge().given[word] == 0
}

// Single reports whether the name is one word.
func (n Name) Single() bool { return len(n.Given) == 0 }

// Full reports whether the name has a given name that is more than an initial.
func (n Name) Full() bool { return len(n.Given) > 0 && len([]rune(n.Given[0])) > 1 }

// agreement says how far two names are one person's.
type agreement int

const (
	differ        agreement = iota
	surnameOnly             // one is the end of the other: "Blair", "Heaton-Harris"
	firstOnly               // one is the family name that the other begins with: "Xi"
	initialsAgree           // "A. Quill" and "Ada Quill"
	spelledAlike            // one letter apart
	soundAlike              // one spelling of the surname sounds as the other: "Zelensky", "Zelenskyy"
	nicknames               // "Tony" and "Anthony"
	sameName                // equal, but for titles, accents and middle names
)

// compare says how two names agree.
func (n Name) compare(o Name) agreement {
	switch {
	case n.Surname == "" || o.Surname == "":
		return differ
	case n.Folded == o.Folded && !n.Single():
		return sameName
	case n.Surname != o.Surname:
		return n.compareSpelling(o)
	case n.Single() || o.Single():
		return surnameOnly
	}
	short, long := n, o
	if len(short.Given) > len(long.Given) {
		short, long = long, short
	}
	if len(short.Given) < len(long.Given) && strings.HasSuffix(long.Folded, " "+short.Folded) &&
		knowledge().given[short.Given[0]] == 0 {
		return surnameOnly // "Heaton-Harris", "Le Pen"
	}
	switch given := compareGiven(short.Given[0], long.Given[0]); {
	case given == differ && len(long.Given) > 1 && slices.Contains(long.Given[1:], short.Given[0]) && len(short.Given[0]) > 2:
		return initialsAgree // goes by a middle name
	case !middleAgree(short.Given[1:], long.Given[1:]):
		return differ
	default:
		return given
	}
}

// compareSpelling compares names whose surnames differ.
func (n Name) compareSpelling(o Name) agreement {
	if n.Single() != o.Single() {
		single, full := n, o
		if o.Single() {
			single, full = o, n
		}
		// "Xi" for Xi Jinping, but not "James" for James Callaghan.
		if full.Given[0] == single.Surname && knowledge().given[single.Surname] == 0 && len(full.Given) == 1 {
			return firstOnly
		}
		return differ
	}
	if n.Single() || len(n.Given[0]) == 1 || len(o.Given[0]) == 1 {
		return differ
	}
	given := compareGiven(n.Given[0], o.Given[0])
	const shortest = 5 // letters of a surname that may be spelled otherwise: Reed and Reid are two
	switch long := min(len(n.Surname), len(o.Surname)); {
	case long < shortest || given < spelledAlike, given == nicknames: // Mick Bennett is not Michael Bennet
		return differ
	case n.Sound == o.Sound && given == sameName:
		return soundAlike
	case n.Sound == o.Sound || given == sameName && long > shortest && oneEditApart([]rune(n.Surname), []rune(o.Surname)):
		return spelledAlike
	}
	return differ
}

// compareGiven compares two given names.
func compareGiven(a, b string) agreement {
	switch {
	case a == b:
		return sameName
	case isInitialOf(a, b) || isInitialOf(b, a):
		return initialsAgree
	case knowledge().nicknames(a, b):
		return nicknames
	case alike(a, b):
		return spelledAlike
	}
	return differ
}

// middleAgree reports whether middle names do not contradict: one side may
// leave them out or shorten them to initials.
func middleAgree(a, b []string) bool {
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] != b[i] && !isInitialOf(a[i], b[i]) && !isInitialOf(b[i], a[i]) {
			return len(a) != len(b) && (slices.Contains(b, a[i]) || slices.Contains(a, b[i]))
		}
	}
	return true
}

func isInitialOf(initial, name string) bool {
	return len([]rune(initial)) == 1 && len([]rune(name)) > 1 && strings.HasPrefix(name, initial)
}

// alike reports given names that are spellings of one another: one edit apart in
// four letters or more, one the beginning of the other ("Dan", "Daniel"), or of
// the same consonants ("Muhammad", "Mohamed").
func alike(a, b string) bool {
	given := knowledge().given
	if given[a] != 0 && given[b] != 0 && given[a] != given[b] && given[a] != 'u' && given[b] != 'u' {
		return false // Paul and Paula, Martin and Martina
	}
	if len(a) >= 3 && len(b) >= 3 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)) {
		return true
	}
	if len(a) >= 4 && len(b) >= 4 && oneEditApart([]rune(a), []rune(b)) && (given[a] == 0 || given[b] == 0) {
		return true
	}
	x, y := consonants(sound(a)), consonants(sound(b))
	return len(x) >= 3 && x == y
}

func oneEditApart(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		if i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] {
			i++ // two letters changed places
		}
		return string(a[min(i+1, len(a)):]) == string(b[min(i+1, len(b)):])
	}
	return string(a[i:]) == string(b[i+1:])
}

// soundSpellings bring spellings of one sound together, those of the usual
// transliterations of Slavic, Arabic and German names above all.
var soundSpellings = strings.NewReplacer(
	"shch",
	"s",
	"tsch",
	"c",
	"tch",
	"c",
	"sch",
	"s",
	"sh",
	"s",
	"ch",
	"c",
	"ck",
	"k",
	"kh",
	"h",
	"ph",
	"f",
	"dh",
	"d",
	"gh",
	"g",
	"zh",
	"z",
	"dj",
	"j",
	"dzh",
	"j",
	"ts",
	"z",
	"q",
	"k",
	"w",
	"v",
	"ou",
	"u",
	"oo",
	"u",
	"ee",
	"i",
	"ey",
	"i",
	"ei",
	"i",
	"ij",
	"i",
	"iy",
	"i",
	"yi",
	"i",
	"yy",
	"i",
	"y",
	"i",
	"off",
	"ov",
	"eff",
	"ev",
	"ue",
	"u",
	"oe",
	"o",
	"ae",
	"a",
)

// sound writes a folded word so that spellings of one sound are equal.
func sound(word string) string {
	s := soundSpellings.Replace(word)
	var b strings.Builder
	var last rune
	for _, r := range s {
		if r != last { // doubled letters sound as one
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// consonants leaves out the vowels but the first letter: the key that spellings
// of one name meet under.
func consonants(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i == 0 || !strings.ContainsRune("aeiouy", r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Key is what all printings of one surname are found under.
func (n Name) Key() string { return consonants(n.Sound) }

// FirstKey is what a name is found under by its first word, which in some
// countries is the family's; empty for names of one word or three.
func (n Name) FirstKey() string {
	if len(n.Given) != 1 || knowledge().given[n.Given[0]] != 0 {
		return ""
	}
	return consonants(sound(n.Given[0]))
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// OnePerson reports whether two names in one article are two forms of one.
func OnePerson(a, b Name) bool {
	switch a.compare(b) {
	case sameName, nicknames, initialsAgree, surnameOnly, firstOnly:
		return a.Younger == b.Younger || a.Single() || b.Single()
	}
	return false
}

// OneEditApart reports whether one letter was changed, added, left out or has
// changed places with its neighbour.
func OneEditApart(a, b string) bool { return a != b && oneEditApart([]rune(a), []rune(b)) }
