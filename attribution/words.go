package attribution

import "strings"

// isRole reports a noun that names a person by what they do, alone, as the last
// part of a compound or in the plural.
func (t *text) isRole(word string) bool {
	if t.lex.RoleNouns[word] {
		return true
	}
	head := word[strings.LastIndexByte(word, '-')+1:]
	return head != word && t.lex.RoleNouns[head] ||
		strings.HasSuffix(word, "s") && t.lex.RoleNouns[strings.TrimSuffix(word, "s")]
}

// behindName bounds how far behind a name its apposition is looked for, in tokens.
const behindName = 10

// roleFollows reports a role in apposition: "Ada Stone, the group’s chief analyst".
func (t *text) roleFollows(m *mention) bool {
	i := m.tokens.Last
	if i >= len(t.Tokens) || t.Tokens[i].Word != "," {
		return false
	}
	for j := i + 1; j < min(len(t.Tokens), i+behindName) && t.Tokens[j].Sentence == m.sentence && !t.isCueVerb(j) && t.Tokens[j].Word != ","; j++ {
		if t.isRole(t.Tokens[j].Word) {
			return true
		}
	}
	return false
}

// isPlace holds for names that are countries, states and cities: a person does
// not speak for a bare place.
func (t *text) isPlace(name string) bool { return places[strings.ToLower(name)] }

var places = func() map[string]bool {
	set := map[string]bool{}
	for _, name := range strings.Split(placeNames, ",") {
		set[strings.TrimSpace(name)] = true
	}
	return set
}()

// placeNames are countries, regions and large cities that stand before roles.
const placeNames = `uk, us, u.s, usa, britain, great britain, england, scotland, wales, ireland, northern ireland, france, germany, spain,
italy, portugal, netherlands, belgium, austria, switzerland, sweden, norway, denmark, finland, poland, ukraine, russia, turkey,
greece, china, india, pakistan, japan, south korea, north korea, australia, new zealand, canada, mexico, brazil, argentina, israel,
iran, iraq, syria, egypt, nigeria, kenya, south africa, europe, asia, africa, america, united states, united kingdom, london, paris, berlin,
washington, new york, brussels, moscow, beijing, tokyo, delhi, sydney, toronto, california, texas, florida, eu, european,
american, british, english, french, german, italian, spanish, russian, chinese, indian, israeli, iranian, turkish, australian, canadian, irish, scottish, welsh, dutch, swedish,
west, east, north, south, middle east`

// clauseWords begin a clause, so no description reaches over them.
var clauseWords = wordSet(
	"that which who when while where because if but although though as than then and-or was were is are been be has have had will would could should said it he she they we",
)

// longestDescription bounds a description in tokens.
const longestDescription = 24
