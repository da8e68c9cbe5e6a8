package extract

import (
	"html"
	"strings"

	"quoth/corpus"
)

// printing is one place where a page prints its headline.
type printing struct {
	text   string
	origin corpus.FieldOrigin
	weight float64
}

// headline weighs the printings of the headline: those that agree with each
// other win, and among equals the surer place. Site names are cut off.
func (m *meta) headline() string {
	var all []printing
	add := func(text string, origin corpus.FieldOrigin, weight float64) {
		text = m.withoutSite(tidy(html.UnescapeString(html.UnescapeString(text))))
		if text != "" && len(text) < 400 {
			all = append(all, printing{text, origin, weight})
		}
	}
	add(m.ld.Headline, corpus.FromJSONLD, 1.3)
	add(orElse(m.content("og:title"), m.content("twitter:title")), corpus.FromMeta, 1.1)
	if at := m.likelyHeading(all); at >= 0 {
		add(m.blocks[at].Text, corpus.FromMarkup, 1.2)
	}
	add(m.ld.Alternative, corpus.FromJSONLD, 0.1)
	add(m.survey.title, corpus.FromMarkup, 0.15)
	add(m.content("title", "sailthru.title", "parsely-title", "dc.title"), corpus.FromMeta, 0.05)
	best, most := -1, 0.0
	for i, p := range all {
		score := p.weight
		key := fold(p.text)
		for j, other := range all {
			if i == j {
				continue
			}
			switch otherKey := fold(other.text); {
			case otherKey == key:
				score += other.weight
			case strings.HasPrefix(key, strings.TrimSuffix(otherKey, " ")) && len(otherKey) > 20 && strings.HasSuffix(other.text, "…"):
				score += other.weight // the other is cut
			}
		}
		if score > most {
			best, most = i, score
		}
	}
	if best < 0 {
		return ""
	}
	m.origins["title"] = all[best].origin
	return all[best].text
}

// likelyHeading is the h1 that shares most words with what else is known of the
// headline, the first of all where nothing is; -1 where there is none. Logos and
// other stories stand in h1 too.
func (m *meta) likelyHeading(known []printing) int {
	words := map[uint64]bool{}
	for _, p := range known {
		for _, w := range appendWords(nil, p.text) {
			words[w] = true
		}
	}
	for _, w := range appendWords(nil, m.survey.title) {
		words[w] = true
	}
	best, most := -1, 0.0
	for _, at := range m.headings {
		own := appendWords(nil, m.blocks[at].Text)
		share := covered(own, words) * float64(min(len(own), 6)) / 6
		if len(words) == 0 && best < 0 || share > most+0.01 {
			best, most = at, share
		}
	}
	if most < 0.3 && len(words) > 0 {
		return -1
	}
	return best
}

// findHeadline is the first block that prints the headline on the page, for what
// stands before it is seldom the article's.
func (m *meta) findHeadline() int {
	key := fold(m.title)
	if key == "" {
		return -1
	}
	words := setOf(appendWords(nil, m.title))
	best, most := -1, 0.6
	for i, b := range m.blocks {
		if len(b.Text) > 2*len(m.title)+40 {
			continue
		}
		own := appendWords(nil, b.Text)
		score := covered(own, words) * min(float64(len(own))/float64(len(words)+1), 1)
		if b.Kind == corpus.Subhead {
			score += 0.2
		}
		if b.tag == 0 || b.linked > len(b.Text)/2 {
			score -= 0.3
		}
		if score > most {
			best, most = i, score
		}
	}
	return best
}

// titleGaps are what sites put between a headline and their name.
var titleGaps = []string{" | ", "|", "｜", " – ", " — ", " - ", " » ", " :: ", " • ", " · ", "ㅣ", " : ", " / "}

// withoutSite cuts " | Politics | The Example" off a headline: the site's name
// where it is known, else whatever follows an upright stroke.
func (m *meta) withoutSite(title string) string {
	site := fold(m.site)
	for _, gap := range titleGaps {
		i := strings.LastIndex(title, gap)
		if i < 0 || i < 8 {
			continue
		}
		tail := fold(title[i+len(gap):])
		known := m.stem != "" && strings.Contains(strings.ReplaceAll(tail, " ", ""), m.stem) ||
			site != "" &&
				(tail == site || strings.Contains(tail, site) && len(tail) < 2*len(site) || strings.Contains(site, tail) && len(tail) > 3)
		short := len(strings.Fields(tail)) <= 3 && len(tail) < i/2
		if known || (gap == " | " || gap == "|" || gap == "｜") && short {
			title = strings.TrimSpace(title[:i])
			if j := strings.LastIndexByte(
				title,
				'-',
			); known && j > len(title)/2 && strings.Count(title[j:], " ") == 0 && j > 0 && title[j-1] != ' ' &&
				gap == "ㅣ" {
				title = title[:j] // the section stands between headline and site
			}
			return m.withoutSite(title)
		}
	}
	return title
}
