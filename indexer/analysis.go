package indexer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	_ "github.com/blevesearch/bleve/v2/analysis/analyzer/keyword" // registers the analyser of ids and facets
	"github.com/blevesearch/bleve/v2/analysis/char/asciifolding"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/ca"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/ckb"
	"github.com/blevesearch/bleve/v2/analysis/lang/da"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fa"
	"github.com/blevesearch/bleve/v2/analysis/lang/fi"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/ga"
	"github.com/blevesearch/bleve/v2/analysis/lang/hi"
	"github.com/blevesearch/bleve/v2/analysis/lang/hr"
	"github.com/blevesearch/bleve/v2/analysis/lang/hu"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/in" // registers normalize_in for Hindi
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/no"
	"github.com/blevesearch/bleve/v2/analysis/lang/pl"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/lang/ro"
	"github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/analysis/lang/tr"
	"github.com/blevesearch/bleve/v2/analysis/token/edgengram"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/mapping"
)

// The analysers: words without case, accents, possessive and plural endings;
// their beginnings; and words just as they are printed. Stop words stay in all
// of them, because exact phrases matter to researchers.
const (
	wordsAnalyzer = "quoth_words"
	beginAnalyzer = "quoth_begin"
	exactAnalyzer = "quoth_exact"
	beginFilter   = "quoth_beginnings"
)

// beginLetters are the beginnings of words that are indexed as such: the
// prefixes with most hits. Longer ones are looked up in the dictionary.
const (
	minBeginLetters = 2
	maxBeginLetters = 4
)

// languages lists the token filters of each language Bleve has an analyser for,
// as ISO 639-1 names them; all come after lowering, because elision knows only
// small letters. Light stemmers are preferred. Languages that are not listed are
// treated as English is: only plurals are stemmed.
var languages = map[string][]string{
	"ar": {ar.NormalizeName, ar.StemmerName},
	"ca": {ca.ElisionName},
	"da": {da.SnowballStemmerName},
	"de": {de.NormalizeName, de.LightStemmerName},
	"es": {es.NormalizeName, es.LightStemmerName},
	"fa": {ar.NormalizeName, fa.NormalizeName},
	"fi": {fi.SnowballStemmerName},
	"fr": {fr.ElisionName, fr.LightStemmerName},
	"ga": {ga.ElisionName},
	"hi": {"normalize_in", hi.NormalizeName, hi.StemmerName},
	"hr": {hr.SuffixTransformationFilterName, hr.StemmerName},
	"hu": {hu.SnowballStemmerName},
	"it": {it.ElisionName, it.LightStemmerName},
	"ja": {cjk.WidthName, cjk.BigramName},
	"ko": {cjk.WidthName, cjk.BigramName},
	"ku": {ckb.NormalizeName, ckb.StemmerName},
	"nl": {nl.SnowballStemmerName},
	"no": {no.SnowballStemmerName},
	"pl": {pl.SnowballStemmerName},
	"pt": {pt.LightStemmerName},
	"ro": {ro.SnowballStemmerName},
	"ru": {ru.SnowballStemmerName},
	"sv": {sv.SnowballStemmerName},
	"tr": {tr.SnowballStemmerName},
	"zh": {cjk.WidthName, cjk.BigramName},
}

// languageField is the field, and the name of the analyser, for words of a
// language: "text" for English and all that is not listed, "text_de".
func languageField(field, lang string) string {
	lang, _, _ = strings.Cut(strings.ToLower(lang), "-")
	if _, ok := languages[lang]; ok {
		return field + "_" + lang
	}
	return field
}

// wordLanguage is the analyser that finds single words as a language has them.
// Those that index pairs of characters have none of their own.
func wordLanguage(lang string) string {
	name := languageField(wordsAnalyzer, lang)
	if _, own, _ := strings.Cut(name, wordsAnalyzer+"_"); slices.Contains(languages[own], cjk.BigramName) {
		return wordsAnalyzer
	}
	return name
}

// languageNames lists the listed languages in order.
func languageNames() []string {
	names := make([]string, 0, len(languages))
	for name := range languages {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// addAnalyzers registers all analysers with a mapping.
func addAnalyzers(m *mapping.IndexMappingImpl) error {
	if err := m.AddCustomTokenFilter(
		beginFilter,
		map[string]any{"type": edgengram.Name, "min": float64(minBeginLetters), "max": float64(maxBeginLetters)},
	); err != nil {
		return fmt.Errorf("make the filter of beginnings: %w", err)
	}
	words := []string{en.PossessiveName, lowercase.Name, en.PluralStemmerName}
	chains := map[string][]string{
		wordsAnalyzer: words,
		beginAnalyzer: append(slices.Clone(words), beginFilter),
		exactAnalyzer: {en.PossessiveName},
	}
	for name, filters := range languages {
		chains[languageField(wordsAnalyzer, name)] = append([]string{lowercase.Name}, filters...)
	}
	for name, filters := range chains {
		config := map[string]any{"type": custom.Name, "tokenizer": unicode.Name, "token_filters": filters}
		if name != exactAnalyzer {
			config["char_filters"] = []string{asciifolding.Name}
		}
		if err := m.AddCustomAnalyzer(name, config); err != nil {
			return fmt.Errorf("make the analyser %s: %w", name, err)
		}
	}
	return nil
}
