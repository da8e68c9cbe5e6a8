package extract

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// placeFlags say what stands around a block.
type placeFlags uint32

// What an element is, or is named after.
const (
	inAside placeFlags = 1 << iota
	inHeader
	inFooter
	inForm
	inFigure
	inTable
	inList
	inArticle
	inMain
	inBody      // itemprop="articleBody"
	inHidden    // hidden from sight
	inDialog    // consent and other dialogs
	inQuote     // blockquote
	inFurniture // named after teasers, newsletters, comments, …
	inText      // named after an article's text
	inLead      // named after a standfirst
	inCaption   // named after pictures
	inByline    // named after authors
	inComments  // what readers wrote
	inRelated   // other articles
	inConsent   // cookies, payment
	inLive      // entries of a live blog
	inEntries   // entries of a live blog, by a name that means nothing else
	inInsert    // boxes of facts beside an article
	inPull      // phrases of the text set apart
	inManager   // a consent manager's own window
	inThread    // the list of what readers wrote, by a name that means nothing else
	inMetadata  // values for machines, by their itemprop
)

const farAway = 99

// tagPlaces are the elements that say by themselves what they are.
var tagPlaces = map[atom.Atom]placeFlags{
	atom.Aside:      inAside,
	atom.Header:     inHeader,
	atom.Footer:     inFooter,
	atom.Form:       inForm,
	atom.Figure:     inFigure,
	atom.Figcaption: inFigure | inCaption,
	atom.Table:      inTable,
	atom.Ul:         inList,
	atom.Ol:         inList,
	atom.Dl:         inList,
	atom.Article:    inArticle,
	atom.Main:       inMain,
	atom.Dialog:     inDialog,
	atom.Blockquote: inQuote,
}

// placeOf is what an element says of itself beside its name.
func placeOf(n *html.Node) placeFlags {
	flags := tagPlaces[n.DataAtom]
	for _, a := range n.Attr {
		switch a.Key {
		case "itemprop":
			switch a.Val {
			case "articleBody":
				flags |= inBody
			case "description", "alternativeHeadline":
				flags |= inLead
			}
			if metadata[a.Val] {
				flags |= inMetadata
			}
		case "role":
			switch a.Val {
			case "main":
				flags |= inMain
			case "dialog", "alertdialog":
				flags |= inDialog
			case "complementary", "navigation":
				flags |= inAside
			}
		case "hidden":
			flags |= inHidden
		case "aria-hidden":
			if a.Val == "true" {
				flags |= inHidden
			}
		case "style":
			if style := strings.ReplaceAll(a.Val, " ", ""); strings.Contains(style, "display:none") {
				flags |= inHidden
			}
		}
	}
	return flags
}

// metadata are the properties of schema.org whose values are no text to read,
// though some pages print them into boxes.
var metadata = setOfWords(
	`publisher logo thumbnailUrl datePublished dateCreated dateModified uploadDate keywords wordCount inLanguage
	articleSection isAccessibleForFree interactionStatistic commentCount copyrightYear width height encodingFormat contentUrl embedUrl`,
)

func setOfWords(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// wordPlaces are the words of classes and ids that tell what an element is for,
// on sites of many languages.
var wordPlaces = makeWordPlaces(map[placeFlags]string{
	inFurniture: `related teaser teasers promo promos promotion newsletter newsletters comment comments footer share sharing social recommend recommended recommendation
		recommendations widget widgets sidebar subscribe subscription paywall cookie cookies consent breadcrumb breadcrumbs ad ads advert advertisement advertising
		sponsor sponsored trending popular copyright menu signup login banner modal popup overlay toolbar tools nav navigation navbar navi outbrain taboola
		disclaimer rating poll quiz player print tags tag topics most recirc recirculation readmore mehr anzeige werbung kommentar kommentare publicidad
		publicite pub reklam reklama annons empfehlung morefrom more`,
	inRelated:  `related recommend recommended recommendations teaser teasers recirc recirculation trending popular readmore morefrom most outbrain taboola latest lire mas mehr`,
	inComments: `comment comments disqus kommentar kommentare commentaires comentarios coral discussion`,
	inConsent:  `cookie cookies consent gdpr onetrust ot didomi usercentrics truste privacy optout sourcepoint paywall subscribe subscription subscriber login signup register piano newsletter cmp`,
	inText:     `article body content story text paragraph entry post artikel articulo articolo texte texto testo inhalt richtext prose copy wysiwyg rte main`,
	inLead: `lead lede standfirst summary intro introduction dek subtitle subheadline subheading subhead description abstract excerpt vorspann chapo chapeau sapo
		entradilla deck kicker ingress teasertext subline bajada copete occhiello sommario perex anons leadtext`,
	inCaption: `caption captions credit credits figure figcaption image images photo photos picture gallery video media bildunterschrift legende foto slideshow carousel`,
	inByline:  `byline bylines author authors autor autoren auteur auteurs autore autori autores writer contributor contributors redakteur authorname autorin byname byl signature reporter origins`,
	inLive:    `liveblog live ticker liveticker livepost`,
	inDialog:  `dialog modal popup overlay`,
	inInsert:  `factbox factfile infobox faktenbox faktabox faktaruta infokasten fichatecnica`,
	inManager: `onetrust didomi usercentrics truste cookiebot cybotcookiebotdialog sourcepoint iubenda osano klaro cookieyes cookielaw axeptio tarteaucitron`,
	inThread:  `comments commentlist commentsblock disqus kommentare commentaires comentarios commenti kommentarer reacties komentarze`,
	inEntries: `liveblog liveticker livepost`,
	inPull:    `pullquote pullquotes pull zitat`,
})

func makeWordPlaces(table map[placeFlags]string) map[string]placeFlags {
	out := map[string]placeFlags{}
	for flag, words := range table {
		for _, w := range strings.Fields(words) {
			out[w] |= flag
		}
	}
	return out
}

// nameInfo is what a class, an id or both together say.
type nameInfo struct {
	place placeFlags
	words []string // lower case, cut at hyphens, digits and capitals
	// Learned evidence of the words for an article, as log odds; set before
	// features are read.
	mean, least, most float32
}

// styleOf tells elements of different looks apart.
func styleOf(n *html.Node) uint64 {
	h := uint64(fnvOffset) ^ uint64(n.DataAtom)*fnvPrime
	if class := attribute(n, "class"); class != "" {
		h ^= hashString(class[:min(len(class), maxName)])
	}
	return h * fnvPrime
}

// maxName bounds how much of a class is read.
const maxName = 300

var noName = &nameInfo{}

// nameOf joins an element's class and id.
func (s *survey) nameOf(n *html.Node) *nameInfo {
	class, id := "", ""
	for _, a := range n.Attr {
		switch a.Key {
		case "class":
			class = a.Val
		case "id", "data-testid", "data-component", "data-qa", "data-type":
			id += " " + a.Val[:min(len(a.Val), 60)]
		}
	}
	if class == "" && id == "" {
		return noName
	}
	return s.named(class[:min(len(class), maxName)] + id)
}

// named reads a name once for each page.
func (s *survey) named(name string) *nameInfo {
	if info := s.names[name]; info != nil {
		return info
	}
	info := &nameInfo{}
	for _, w := range nameWords(name) {
		info.words = append(info.words, w)
		info.place |= wordPlaces[w]
	}
	if len(s.names) < maxElements {
		s.names[name] = info
	}
	return info
}

// nameWords cuts "c-articleBody__text--2x" into c, article, body, text, x.
func nameWords(name string) []string {
	var out []string
	start := -1
	flush := func(end int) {
		if start >= 0 && end > start && len(out) < 40 {
			out = append(out, strings.ToLower(name[start:end]))
		}
		start = -1
	}
	lower := false
	for i, r := range name {
		switch {
		case !unicode.IsLetter(r):
			flush(i)
			lower = false
			continue
		case unicode.IsUpper(r) && lower:
			flush(i)
		}
		if start < 0 {
			start = i
		}
		lower = unicode.IsLower(r)
	}
	flush(len(name))
	return out
}

// authorAddresses are the parts of addresses under which sites keep the pages
// of their authors.
var authorAddresses = []string{
	"/author/",
	"/authors/",
	"/autor/",
	"/autoren/",
	"/auteur/",
	"/auteurs/",
	"/autore/",
	"/autori/",
	"/autores/",
	"/by/",
	"/profile/",
	"/profil/",
	"/profils/",
	"/profiles/",
	"/journalist/",
	"/journalists/",
	"/writers/",
	"/writer/",
	"/staff/",
	"/contributors/",
	"/contributor/",
	"/reporter/",
	"/redaktion/autor",
	"/people/",
	"/person/",
	"/signataires/",
	"/redakteur/",
	"/firma/",
	"/penulis/",
}

func authorAddress(href string) bool {
	for _, part := range authorAddresses {
		if strings.Contains(href, part) {
			return true
		}
	}
	return false
}
