package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"quoth/app/identity"
	"quoth/corpus"
	"quoth/corpus/store"
)

// linkSpeakers ties the speakers and organisations of an article's quotes to
// registry entries: to those they fit, else to new ones. What the article calls
// no person or body in particular gets no entry.
func (a *App) linkSpeakers(ctx context.Context, keep *corpus.Keep) error {
	r := &a.registry
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(ctx, a.store); err != nil {
		return fmt.Errorf("read the registry: %w", err)
	}
	l := linker{
		registry:       r,
		store:          a.store,
		keep:           keep,
		day:            keep.Article.Published.Day(),
		publisher:      publisherOf(keep.Article),
		country:        identity.CountryOf(publisherOf(keep.Article)),
		organizationOf: map[string]*bodyEntry{},
		bodyOf:         map[corpus.OrganizationID]*bodyEntry{},
	}
	if err := l.link(ctx); err != nil {
		return fmt.Errorf("link the speakers to the registry: %w", err)
	}
	return nil
}

// unlink takes back what linkSpeakers put into an article.
func unlink(keep *corpus.Keep) {
	keep.People, keep.Organizations, keep.Aliases, keep.Merges = nil, nil, nil, nil
	for i := range keep.Quotes {
		q := &keep.Quotes[i]
		q.PersonID, q.OrganizationID, q.LinkConfidence = "", "", 0
		q.Reasons = slices.DeleteFunc(
			slices.Clone(q.Reasons),
			func(r corpus.Reason) bool { return r.Stage == "registry" },
		)
	}
}

func publisherOf(a corpus.Article) string {
	return strings.ToLower(cmp.Or(a.Publisher, a.Site))
}

// linker links the quotes of one article; each name is decided once.
type linker struct {
	registry *registry
	store    *store.Store
	keep     *corpus.Keep

	day, publisher, country string
	organizationOf          map[string]*bodyEntry // by key
	bodyOf                  map[corpus.OrganizationID]*bodyEntry
	speakers                []*speaker
}

// speaker is one person as the article prints them.
type speaker struct {
	names   []identity.Name
	printed []string // names as they go into the registry
	profile identity.Profile
	quotes  []int // of the article
	titled  bool
}

func (l *linker) link(ctx context.Context) error {
	for i := range l.keep.Quotes {
		l.sort(&l.keep.Quotes[i])
	}
	for i := range l.keep.Quotes {
		l.bodies(&l.keep.Quotes[i])
	}
	l.group()
	taken := map[*personEntry]bool{}
	for _, s := range l.speakers {
		if err := l.person(ctx, s, taken); err != nil {
			return err
		}
	}
	return nil
}

// sort sets right what kind of speaker a printed name is.
func (l *linker) sort(q *corpus.Quote) {
	if q.SpeakerType != corpus.PersonSpeaker || q.Speaker == "" {
		return
	}
	_, kind := identity.Person(q.Speaker, q.Role, l.titled(q.Speaker))
	switch {
	case kind == identity.IsBody:
		q.SpeakerType = corpus.OrganizationSpeaker
		remark(q, fmt.Sprintf("“%s” is the name of an organisation", q.Speaker), 0)
	case kind == identity.IsNothing:
		q.SpeakerType = corpus.UnnamedSpeaker
		remark(q, fmt.Sprintf("“%s” names nobody in particular", q.Speaker), 0)
	}
}

// titled reports whether the article writes a title or a given name before a
// name.
func (l *linker) titled(name string) bool {
	return l.before(name, identity.Introduces) != ""
}

// before is the first word of those before a name in the article that holds.
func (l *linker) before(name string, holds func(word string) bool) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	last := " " + words[len(words)-1]
	for text := l.keep.Version.Text; ; {
		at := strings.Index(text, last)
		if at < 0 {
			return ""
		}
		before := text[strings.LastIndexAny(text[:at], " \n\t\"“‘(")+1 : at]
		if before != "" && isCapital(before) && holds(before) {
			return before
		}
		text = text[at+len(last):]
	}
}

func isCapital(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// remark adds what the registry decided to the reasons of a quote.
func remark(q *corpus.Quote, text string, confidence float64) {
	q.Reasons = append(q.Reasons, corpus.Reason{Stage: "registry", Text: text})
	q.LinkConfidence = confidence
}

// bodies links the organisation of a quote.
func (l *linker) bodies(q *corpus.Quote) {
	if q.Organization != "" {
		q.OrganizationID = l.organization(withoutSpeaker(q.Organization, q.Speaker))
	}
	if q.SpeakerType == corpus.OrganizationSpeaker && q.OrganizationID == "" && q.Speaker != "" {
		q.OrganizationID = l.organization(q.Speaker)
	}
}

// withoutSpeaker takes a speaker's name off the end of an organisation's:
// "Unison Dave Prentis".
func withoutSpeaker(organization, speaker string) string {
	if short, ok := strings.CutSuffix(organization, " "+speaker); ok && short != "" && strings.Contains(speaker, " ") {
		return short
	}
	return organization
}

// organization finds the entry of a printed name or makes one; empty for what
// names no body in particular.
func (l *linker) organization(printed string) corpus.OrganizationID {
	printed = l.fuller(printed)
	if identity.Generic(printed) {
		return ""
	}
	country := l.countryFor(printed)
	key := identity.BodyKey(printed, country)
	e := l.organizationOf[key]
	if e == nil {
		if e = l.registry.bodies[key]; e == nil {
			e = l.byInitials(printed)
		}
		if e == nil {
			e = l.newBody(printed, country)
		}
		l.organizationOf[key], l.bodyOf[e.id] = e, e
	}
	if form := strings.ToLower(printed); !e.printed[form] {
		e.printed[form] = true
		l.keep.Aliases = append(
			l.keep.Aliases,
			corpus.NewAlias{Kind: corpus.OrganizationEntry, ID: string(e.id), Name: printed},
		)
		if !identity.Ambiguous(printed) {
			l.registry.addBodyForm(e, printed, key)
		}
	}
	return e.id
}

// addBodyForm files an organisation under one more printed form.
func (r *registry) addBodyForm(e *bodyEntry, printed, key string) {
	if r.bodies[key] == nil {
		r.bodies[key] = e
	}
	for _, initials := range initialsOf(printed) {
		if initials != "" && !slices.Contains(r.byName[initials], e) {
			r.byName[initials] = append(r.byName[initials], e)
		}
	}
}

// byInitials finds the body whose initials a name is, or whose name is spelled
// out here, when the article itself prints both.
func (l *linker) byInitials(printed string) *bodyEntry {
	text := l.keep.Version.Text
	if identity.LooksLikeAcronym(printed) {
		var found *bodyEntry
		for _, e := range l.registry.byName[identity.Fold(printed)] {
			if strings.Contains(text, e.name) {
				if found != nil && found != e {
					return nil
				}
				found = e
			}
		}
		return found
	}
	for _, initials := range initialsOf(printed) {
		if len(initials) < 3 {
			continue
		}
		e := l.registry.bodies[initials]
		if e != nil &&
			(strings.Contains(text, "("+e.name+")") || strings.Contains(text, "("+strings.ToUpper(initials)+")")) {
			return e
		}
	}
	return nil
}

func (l *linker) newBody(printed, country string) *bodyEntry {
	o := corpus.Organization{ID: corpus.OrganizationID(newID()), Name: withoutArticle(identity.BodyName(printed))}
	if body := identity.Known(printed, country); body != nil {
		o.Name = body.Name
		o.Attributes = map[string]string{"kind": body.Kind}
		if body.Country != "-" {
			o.Attributes["country"] = body.Country
		}
		if body.PartOf != "" {
			o.Attributes["part of"] = body.PartOf
		}
	} else if country != "" && identity.Ambiguous(printed) { // else its name would not tell it from another country's
		o.Name += " (" + identity.CountryName(country) + ")"
	}
	l.keep.Organizations = append(l.keep.Organizations, o)
	return l.registry.addBody(o.ID, o.Name)
}

// countryFor is the country whose body a printed name is: of the name that
// several have, what the article tells; a well-known body's is else that of the
// publisher.
func (l *linker) countryFor(printed string) string {
	if !identity.Ambiguous(printed) {
		return ""
	}
	known := identity.Known(printed, "") != nil
	if country := identity.CountryBefore(l.keep.Version.Text, printed); country != "" {
		return country
	}
	country := identity.CountryOfText(l.keep.Version.Text)
	if known {
		return cmp.Or(country, l.country)
	}
	if country == "GB" || country == "US" {
		return "" // their ministries are known by name
	}
	return country
}

// fuller is the name that the article introduces a body by, where it is called by
// a part of it later on: "Octopus" for "Octopus Energy", "the Commission" for
// "European Commission".
func (l *linker) fuller(printed string) string {
	words := strings.Fields(withoutArticle(printed))
	if len(words) != 1 || identity.Known(printed, "") != nil {
		return printed
	}
	if full := identity.Introduced(l.keep.Version.Text, words[0]); full != "" {
		return full
	}
	return printed
}

func withoutArticle(name string) string {
	for _, article := range []string{"the ", "The "} {
		if short, ok := strings.CutPrefix(name, article); ok && short != "" {
			return short
		}
	}
	return name
}

// group gathers the people of the article: a shorter form belongs to the one
// fuller form it fits. Fuller forms come first, so that the order of the quotes
// changes nothing.
func (l *linker) group() {
	byName := map[string]*speaker{}
	for i, q := range l.keep.Quotes {
		if q.SpeakerType != corpus.PersonSpeaker || q.Speaker == "" {
			continue
		}
		name, _ := identity.Person(q.Speaker, q.Role, false)
		n := identity.NewName(name)
		if n.Single() && n.Rank == "" { // of a peer it is as much of a name as there is
			if rank := l.before(name, identity.IsRank); rank != "" {
				name = rank + " " + name
				n = identity.NewName(name)
			}
		}
		key := n.Folded
		if n.Younger {
			key += " jr"
		}
		s := byName[key]
		if s == nil {
			s = &speaker{names: []identity.Name{n}, printed: []string{name}, titled: l.titled(name)}
			byName[key] = s
			l.speakers = append(l.speakers, s)
		}
		s.quotes = append(s.quotes, i)
	}
	slices.SortStableFunc(l.speakers, func(a, b *speaker) int {
		return cmp.Or(
			cmp.Compare(len(b.names[0].Given), len(a.names[0].Given)),
			cmp.Compare(a.names[0].Folded, b.names[0].Folded),
		)
	})
	var distinct []*speaker
	for _, s := range l.speakers {
		var same []*speaker
		for _, other := range distinct {
			if identity.OnePerson(s.names[0], other.names[0]) {
				same = append(same, other)
			}
		}
		if len(same) != 1 {
			distinct = append(distinct, s)
			continue
		}
		same[0].names = append(same[0].names, s.names[0])
		same[0].printed = append(same[0].printed, s.printed[0])
		same[0].quotes = append(same[0].quotes, s.quotes...)
		same[0].titled = same[0].titled || s.titled
	}
	l.speakers = distinct
	for _, s := range l.speakers {
		for _, n := range s.names {
			s.profile.AddName(n)
		}
		for _, i := range s.quotes {
			q := l.keep.Quotes[i]
			body := ""
			if e := l.bodyOf[q.OrganizationID]; e != nil && q.Organization != "" {
				body = e.key
			}
			s.profile.Add(
				identity.Seen{Body: body, Role: q.Role, Publisher: l.publisher, First: l.day, Last: l.day, Quotes: 1},
			)
		}
	}
}

// person links one person of the article. Two people of one article are not one
// entry.
func (l *linker) person(ctx context.Context, s *speaker, taken map[*personEntry]bool) error {
	found, err := l.registry.candidates(ctx, l.store, s.names)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(e *personEntry) bool { return taken[e] })
	slices.SortFunc(found, func(a, b *personEntry) int { return cmp.Compare(a.id, b.id) })
	profiles := make([]*identity.Profile, len(found))
	for i, e := range found {
		profiles[i] = &e.profile
	}
	choice := identity.Choose(&s.profile, profiles)
	var e *personEntry
	switch {
	case choice.Index >= 0:
		e = found[choice.Index]
		if e.profile.Open() && !s.profile.Open() { // the entry shall have the fuller name
			movable, err := l.movable(ctx, e)
			if err != nil {
				return err
			}
			if movable {
				e = l.newPerson(s)
				l.merge(found[choice.Index], e, choice)
			}
		}
		for _, i := range s.quotes {
			remark(&l.keep.Quotes[i], choice.Weighed.Reason(), choice.Probability)
		}
	case s.names[0].Single() && !s.titled && len(s.profile.Roles) == 0 && len(s.profile.Bodies) == 0:
		return nil // one word and nothing that tells who: the quote keeps what is printed
	default:
		e = l.newPerson(s)
	}
	taken[e] = true
	for _, form := range s.printed {
		if !e.printed[strings.ToLower(form)] {
			l.keep.Aliases = append(
				l.keep.Aliases,
				corpus.NewAlias{Kind: corpus.PersonEntry, ID: string(e.id), Name: form},
			)
			l.registry.addPerson(e.id, false, form)
		}
	}
	for _, i := range s.quotes {
		l.keep.Quotes[i].PersonID = e.id
	}
	e.profile.Join(&s.profile)
	return l.takeIn(ctx, e, found, taken)
}

func (l *linker) newPerson(s *speaker) *personEntry {
	p := corpus.Person{ID: corpus.PersonID(newID()), Name: s.printed[0]}
	l.keep.People = append(l.keep.People, p)
	e := l.registry.addPerson(p.ID, false, p.Name)
	e.known = true
	return e
}

// takeIn merges entries whose given name was open into one that has turned out
// to be theirs. Only what the program itself made is moved, and never what a
// person keeps apart.
func (l *linker) takeIn(ctx context.Context, e *personEntry, found []*personEntry, taken map[*personEntry]bool) error {
	if e.profile.Open() {
		return nil
	}
	full := []*identity.Profile{&e.profile}
	for _, c := range found {
		if c != e && !c.profile.Open() {
			full = append(full, &c.profile)
		}
	}
	for _, open := range found {
		if open == e || !open.profile.Open() || taken[open] || l.registry.people[open.id] == nil ||
			l.registry.apart[[2]string{string(open.id), string(e.id)}] {
			continue
		}
		choice := identity.Choose(&open.profile, full)
		if choice.Index != 0 {
			continue
		}
		movable, err := l.movable(ctx, open)
		if err != nil {
			return err
		}
		if movable {
			l.merge(open, e, choice)
		}
	}
	return nil
}

// movable reports whether nobody has decided on an entry, so that the program may
// merge it into another.
func (l *linker) movable(ctx context.Context, e *personEntry) (bool, error) {
	if e.confirmed {
		return false, nil
	}
	decided, err := l.store.Decided(ctx, corpus.PersonEntry, string(e.id))
	return !decided, err
}

func (l *linker) merge(from, into *personEntry, choice identity.Choice) {
	l.keep.Merges = append(l.keep.Merges, corpus.EntryMerge{
		Kind: corpus.PersonEntry, From: string(from.id), Into: string(into.id),
		Score: choice.Probability, Reason: choice.Weighed.Reason(),
	})
	l.registry.merged(from, into)
}

// newID is a UUIDv7: what people and registries make sorts by time.
func newID() string { return uuid.Must(uuid.NewV7()).String() }
