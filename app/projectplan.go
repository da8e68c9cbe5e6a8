package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"quoth/app/identity"
	"quoth/corpus"
	"quoth/exchange"
)

// importedQuote is a quote that statements of the file may meet.
type importedQuote struct {
	coded   corpus.CodedQuote
	known   bool // in the corpus already, suggestions of this import included
	claimed bool // by a statement of this import
	fresh   bool // added by this import
}

// How much two stretches must share, of what both cover, to be one: a statement
// and a quote of the engine; a coding and the quote whose tag it is.
const (
	meetsAt   = 0.6
	decidesAt = 0.8
)

// resolve turns the project into acts.
func (im *importing) resolve(ctx context.Context) error {
	for _, step := range []func(context.Context) error{im.codebook, im.registry, im.events, im.aboutArticles, im.statements, im.codings} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	coders := map[corpus.Coder]bool{}
	for _, a := range im.act.Acts {
		coders[a.Coder] = true
	}
	im.report.Coders = slices.Sorted(maps.Keys(coders))
	for _, one := range im.order {
		im.report.Articles = append(
			im.report.Articles,
			ProjectArticleReport{one.id, one.title, one.state, one.statements, one.err},
		)
	}
	return nil
}

func (im *importing) do(coder corpus.Coder, act corpus.Act) {
	im.act.Acts = append(im.act.Acts, corpus.CoderAct{Coder: cmp.Or(coder, im.coder), Act: act})
}

// codebook finds or makes the codes and targets.
func (im *importing) codebook(ctx context.Context) error {
	tags, err := im.app.store.TagTree(ctx)
	if err != nil {
		return err
	}
	im.tags = map[string]corpus.Tag{}
	for _, t := range tags {
		im.tags[strings.ToLower(t.Path)] = t.Tag
	}
	for _, c := range im.project.Codes {
		im.tag(c)
	}
	targets, err := im.app.store.TargetList(ctx)
	if err != nil {
		return err
	}
	im.targets = map[string]corpus.TargetID{}
	defined := map[string]corpus.Target{}
	for _, t := range targets {
		key := strings.ToLower(t.Text)
		im.targets[key], defined[key] = t.ID, t
	}
	for _, t := range im.project.Targets {
		id := im.target(t.Text, t.Definition)
		if known, ok := defined[strings.ToLower(strings.TrimSpace(t.Text))]; ok && known.Definition == "" &&
			t.Definition != "" {
			known.ID, known.Definition = id, t.Definition
			im.do("", corpus.SaveTarget{Target: known})
		}
	}
	return nil
}

// tag finds a code by its path and makes it, with those above it, where there is
// none. A definition is added where the corpus has none.
func (im *importing) tag(c exchange.ProjectCode) corpus.TagID {
	var parent corpus.TagID
	var path []string
	names := strings.Split(c.Path, corpus.TagPathSeparator)
	for i, name := range names {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		path = append(path, name)
		key := strings.ToLower(strings.Join(path, corpus.TagPathSeparator))
		tag, known := im.tags[key]
		changed := !known
		if !known {
			im.report.NewTags++
			tag = corpus.Tag{
				ID:       corpus.TagID(newID()),
				Parent:   parent,
				Name:     name,
				Color:    tagColors[len(im.tags)%len(tagColors)],
				Position: len(im.tags),
			}
		}
		if i == len(names)-1 {
			if !known && c.Color != "" {
				tag.Color = c.Color
			}
			if tag.Definition == "" && c.Definition != "" {
				tag.Definition, changed = c.Definition, true
			}
		}
		if changed {
			im.tags[key] = tag
			im.do("", corpus.SaveTag{Tag: tag})
		}
		parent = tag.ID
	}
	return parent
}

func (im *importing) target(text, definition string) corpus.TargetID {
	text = strings.TrimSpace(text)
	key := strings.ToLower(text)
	id, ok := im.targets[key]
	if !ok && text != "" {
		id = corpus.TargetID(newID())
		im.report.NewTargets++
		im.do(
			"",
			corpus.SaveTarget{
				Target: corpus.Target{ID: id, Text: text, Definition: definition, Position: len(im.targets)},
			},
		)
		im.targets[key] = id
	}
	return id
}

func (im *importing) events(ctx context.Context) error {
	there, err := im.app.store.Events(ctx)
	if err != nil {
		return err
	}
	known := map[[2]string]bool{}
	for _, e := range there {
		known[[2]string{e.Day, e.Label}] = true
	}
	for _, e := range im.project.Events {
		if !known[[2]string{e.Day, e.Label}] {
			im.report.Events++
			e.ID = corpus.EventID(newID())
			im.do("", corpus.SaveEvent{Event: e})
		}
	}
	return nil
}

// aboutArticles brings in what coders said of whole articles and of the project.
func (im *importing) aboutArticles(ctx context.Context) error {
	if err := im.memos(ctx, "", im.project.Memos); err != nil {
		return err
	}
	for _, source := range im.project.Articles {
		one := im.usable(source.Key)
		if one == nil {
			continue
		}
		have, err := im.app.store.ArticleTags(ctx, []corpus.ArticleID{one.id})
		if err != nil {
			return err
		}
		for _, t := range source.Tags {
			tag, coder := im.tag(exchange.ProjectCode{Path: t.Code}), cmp.Or(t.Coder, im.coder)
			if tag != "" &&
				!slices.ContainsFunc(have, func(h corpus.ArticleTag) bool { return h.Tag == tag && h.Coder == coder }) {
				im.report.TagsPut++
				im.do(coder, corpus.TagArticle{Article: one.id, Tag: tag})
			}
		}
		if err := im.memos(ctx, one.id, source.Memos); err != nil {
			return err
		}
	}
	return nil
}

func (im *importing) memos(ctx context.Context, article corpus.ArticleID, memos []exchange.ProjectNote) error {
	if len(memos) == 0 {
		return nil
	}
	have, err := im.app.store.Memos(ctx, []corpus.ArticleID{article})
	if err != nil {
		return err
	}
	said := map[corpus.Coder]string{}
	for _, m := range memos {
		coder := cmp.Or(m.Coder, im.coder)
		said[coder] = strings.TrimPrefix(said[coder]+"\n\n"+m.Text, "\n\n")
	}
	for _, coder := range slices.Sorted(maps.Keys(said)) {
		m := exchange.ProjectNote{Text: said[coder]}
		i := slices.IndexFunc(have, func(h corpus.Memo) bool { return h.Coder == coder })
		switch {
		case m.Text == "":
		case i < 0:
			im.report.Notes++
			im.do(coder, corpus.WriteMemo{Article: article, Text: m.Text})
			have = append(have, corpus.Memo{Article: article, Coder: coder, Text: m.Text})
		case have[i].Text != m.Text:
			im.report.Doubts = append(
				im.report.Doubts,
				ProjectDoubtReport{
					Article: article,
					Words:   m.Text,
					Reason:  fmt.Sprintf("%s has another memo there; it stays", coder),
				},
			)
		}
	}
	return nil
}

// registryPlan are the entries an import saves, by id.
type registryPlan struct {
	people        map[corpus.PersonID]corpus.Person
	organizations map[corpus.OrganizationID]corpus.Organization
}

// registry finds or makes the entries that the file describes.
func (im *importing) registry(ctx context.Context) error {
	im.entries = registryPlan{map[corpus.PersonID]corpus.Person{}, map[corpus.OrganizationID]corpus.Organization{}}
	for _, e := range im.project.Organizations {
		if err := im.describeOrganization(ctx, e); err != nil {
			return err
		}
	}
	for _, e := range im.project.People {
		if err := im.describePerson(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

func (im *importing) describePerson(ctx context.Context, e exchange.ProjectEntry) error {
	id, err := im.person(ctx, e.Name, identity.Seen{})
	if err != nil || id == "" {
		return err
	}
	p, planned := im.entries.people[id]
	if !planned {
		if p, err = im.app.store.Person(ctx, id); err != nil {
			return fmt.Errorf("read the entry %s: %w", e.Name, err)
		}
	}
	before := fmt.Sprint(p)
	p.Name, p.Aliases = chosenName(p.Confirmed, p.Name, e.Name, p.Aliases)
	p.Aliases = addNames(p.Aliases, p.Name, append([]string{e.Name}, e.Aliases...)...)
	p.Attributes = im.addAttributes(p.Attributes, e)
	p.Title, p.Note, p.Confirmed = cmp.Or(p.Title, e.Title), cmp.Or(p.Note, e.Note), true
	if fmt.Sprint(p) != before {
		im.entries.people[id] = p
		im.do("", corpus.SavePerson{Person: p})
	}
	return nil
}

func (im *importing) describeOrganization(ctx context.Context, e exchange.ProjectEntry) error {
	id, err := im.organization(ctx, e.Name)
	if err != nil || id == "" {
		return err
	}
	o, planned := im.entries.organizations[id]
	if !planned {
		if o, err = im.app.store.Organization(ctx, id); err != nil {
			return fmt.Errorf("read the entry %s: %w", e.Name, err)
		}
	}
	before := fmt.Sprint(o)
	o.Name, o.Aliases = chosenName(o.Confirmed, o.Name, e.Name, o.Aliases)
	o.Aliases = addNames(o.Aliases, o.Name, append([]string{e.Name}, e.Aliases...)...)
	o.Attributes = im.addAttributes(o.Attributes, e)
	o.Note, o.Confirmed = cmp.Or(o.Note, e.Note), true
	if fmt.Sprint(o) != before {
		im.entries.organizations[id] = o
		im.do("", corpus.SaveOrganization{Organization: o})
	}
	return nil
}

// chosenName is the name an entry goes by: the one that the file's coders chose, unless
// somebody has confirmed another. A name that only an engine read becomes an alias.
func chosenName(confirmed bool, name, chosen string, aliases []string) (string, []string) {
	if confirmed || name == chosen {
		return name, aliases
	}
	return chosen, addNames(aliases, chosen, name)
}

func addNames(list []string, own string, more ...string) []string {
	list = slices.Clone(list)
	for _, name := range more {
		if name != "" && name != own && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// addAttributes adds what the corpus does not say; what it says otherwise stays.
func (im *importing) addAttributes(have map[string]string, e exchange.ProjectEntry) map[string]string {
	out := maps.Clone(have)
	if out == nil {
		out = map[string]string{}
	}
	for _, key := range slices.Sorted(maps.Keys(e.Attributes)) {
		switch value := e.Attributes[key]; {
		case value == "" || out[key] == value:
		case out[key] == "":
			out[key] = value
		default:
			im.report.Doubts = append(im.report.Doubts, ProjectDoubtReport{
				Title: e.Name, Words: value,
				Reason: fmt.Sprintf("the corpus has %q as the %s; it stays", out[key], key),
			})
		}
	}
	return out
}

// person finds the entry of a name, or makes one; in one file a name is one
// person.
func (im *importing) person(ctx context.Context, name string, seen identity.Seen) (corpus.PersonID, error) {
	if strings.TrimSpace(name) == "" {
		return "", nil
	}
	key := identity.Fold(name)
	if id, ok := im.people[key]; ok {
		return id, nil
	}
	id, err := im.app.findPerson(ctx, name, seen)
	if err != nil {
		return "", fmt.Errorf("look up %s: %w", name, err)
	}
	if id == "" {
		id = corpus.PersonID(newID())
		im.report.NewPeople++
		p := corpus.Person{ID: id, Name: name, Confirmed: true}
		im.entries.people[id] = p
		im.do("", corpus.SavePerson{Person: p})
	}
	im.people[key] = id
	return id, nil
}

// spokenFor is the entry of an organisation that a quote names. What only any
// article calls a body ("the company") is none, unless the coders made it one.
func (im *importing) spokenFor(ctx context.Context, name string) (corpus.OrganizationID, error) {
	if _, made := im.organizations[identity.BodyKey(name, "")]; !made && identity.Generic(name) {
		return "", nil
	}
	return im.organization(ctx, name)
}

func (im *importing) organization(ctx context.Context, name string) (corpus.OrganizationID, error) {
	if strings.TrimSpace(name) == "" {
		return "", nil
	}
	key := identity.BodyKey(name, "")
	if id, ok := im.organizations[key]; ok {
		return id, nil
	}
	id, err := im.app.findOrganization(ctx, name)
	if err != nil {
		return "", fmt.Errorf("look up %s: %w", name, err)
	}
	if id == "" {
		id = corpus.OrganizationID(newID())
		im.report.NewOrganizations++
		o := corpus.Organization{ID: id, Name: name, Confirmed: true}
		im.entries.organizations[id] = o
		im.do("", corpus.SaveOrganization{Organization: o})
	}
	im.organizations[key] = id
	return id, nil
}

// statements brings in the quotes with what coders did with them.
func (im *importing) statements(ctx context.Context) error {
	for _, q := range im.project.Quotes {
		one := im.usable(q.Article)
		if one == nil {
			continue
		}
		if err := im.statement(ctx, one, q); err != nil {
			return err
		}
	}
	return nil
}

func (im *importing) statement(ctx context.Context, one *importedArticle, q exchange.ProjectQuote) error {
	one.statements++
	content, words, ok := one.content(q)
	if !ok {
		im.tray(one, q.Place, cmp.Or(words, q.Words.Exact), statementNote(q), im.paths(q), firstCoder(q))
		return nil
	}
	met := one.meets(content, q.Coder != "" || len(q.Verdicts) > 0)
	var wanted corpus.Quote
	replaces := met != nil && q.Complete && one.state == ItemKept && met.known && !met.claimed &&
		len(met.coded.Verdicts) == 0
	if met == nil || keeps(q) || replaces { // else nobody in the file stands for it: it stays as it is
		var err error
		if wanted, err = im.attribution(ctx, one, q, content, met); err != nil {
			return err
		}
	}
	switch {
	case met == nil:
		if met = im.add(one, q, wanted); met == nil {
			im.tray(one, q.Place, words, statementNote(q), im.paths(q), firstCoder(q))
			return nil
		}
		im.report.QuotesMarked++
	default:
		im.report.QuotesMet++
		if replaces {
			im.replace(q, met, wanted)
		}
	}
	met.claimed = true
	im.verdicts(one, q, met, wanted)
	im.decisions(one, q, met)
	return nil
}

// replace puts what the file suggests in the place of what the engine does, in an
// article that came with the file: another engine may have read it there, and
// coders have confirmed what they saw.
func (im *importing) replace(q exchange.ProjectQuote, met *importedQuote, wanted corpus.Quote) {
	if differences(met.coded.Current, wanted, true) == nil || !slices.Equal(met.coded.Current.Content, wanted.Content) {
		return
	}
	next := met.coded.Quote
	next.Attribution, next.PersonID, next.OrganizationID, next.Reasons = wanted.Attribution, wanted.PersonID, wanted.OrganizationID, nil
	if q.Engine != "" {
		next.Engine = q.Engine
	}
	im.act.Suggest = append(im.act.Suggest, next)
	met.coded.Quote, met.coded.Current = next, next
}

// keeps reports whether a coder of the file says that the quote is right as the
// file has it.
func keeps(q exchange.ProjectQuote) bool {
	return q.Coder != "" ||
		slices.ContainsFunc(q.Verdicts, func(v exchange.ProjectVerdict) bool { return v.Status != corpus.Rejected })
}

// content places the content of a statement.
func (one *importedArticle) content(q exchange.ProjectQuote) (spans []corpus.Span, words string, ok bool) {
	ranges := q.Content
	if len(ranges) == 0 {
		ranges = []exchange.Range{{}}
	}
	var all []string
	for _, r := range ranges {
		given := exchange.Words{}
		if len(ranges) == 1 {
			given = q.Words
		}
		s, w, found := one.place(r, given)
		all = append(all, w)
		if !found {
			return nil, strings.Trim(strings.Join(all, " … "), " …"), false
		}
		spans = append(spans, s)
	}
	corpus.SortSpans(spans)
	spans = slices.Compact(spans)
	for i := 1; i < len(spans); i++ {
		if spans[i].Start < spans[i-1].End {
			return nil, strings.Join(all, " … "), false
		}
	}
	return spans, strings.Join(all, " … "), true
}

// attribution is who said what, for whom, as the file gives it. A name that the
// quote it meets has already means the same entry.
func (im *importing) attribution(
	ctx context.Context,
	one *importedArticle,
	q exchange.ProjectQuote,
	content []corpus.Span,
	met *importedQuote,
) (corpus.Quote, error) {
	out := corpus.Quote{Article: one.id, Version: one.version}
	out.Content, out.Kind, out.Utterance = content, q.Kind, cmp.Or(q.Utterance, corpus.Speech)
	out.Quoted, out.Cue, out.Source = one.spans(q.Quoted), one.spans(q.Cue), one.spans(q.Source)
	out.Speaker, out.SpeakerType, out.Organization, out.Role = q.Speaker, q.SpeakerType, q.Organization, q.Role
	out.Confidence, out.Engine = min(max(q.Confidence, 0), 1), q.Engine
	if out.Kind == "" {
		out.Kind, out.Quoted = marksOf(one.text, content)
	}
	if out.Speaker == "" && out.Organization != "" && out.SpeakerType == "" {
		out.Speaker, out.SpeakerType = out.Organization, corpus.OrganizationSpeaker
	}
	if out.Speaker != "" && out.SpeakerType == "" {
		out.SpeakerType = corpus.PersonSpeaker
	}
	var err error
	if met != nil {
		if err = im.sameEntries(ctx, &out, met.coded.Current); err != nil {
			return out, err
		}
	}
	if out.OrganizationID == "" {
		if out.OrganizationID, err = im.spokenFor(ctx, out.Organization); err != nil {
			return out, err
		}
	}
	switch {
	case out.PersonID != "":
	case out.SpeakerType == corpus.PersonSpeaker:
		out.PersonID, err = im.person(
			ctx,
			out.Speaker,
			identity.Seen{
				Body:  out.Organization,
				Role:  out.Role,
				First: one.source.Article.Published.Day(),
				Last:  one.source.Article.Published.Day(),
			},
		)
	case out.SpeakerType == corpus.OrganizationSpeaker:
		if out.OrganizationID == "" {
			out.OrganizationID, err = im.spokenFor(ctx, out.Speaker)
		}
	}
	return out, err
}

// sameEntries takes the entries of a quote that have the names wanted.
func (im *importing) sameEntries(ctx context.Context, out *corpus.Quote, have corpus.Quote) error {
	person, err := im.app.names.person(ctx, have.PersonID)
	if err != nil {
		return err
	}
	if out.SpeakerType == corpus.PersonSpeaker && person != "" &&
		(identity.Fold(person) == identity.Fold(out.Speaker) || have.Speaker == out.Speaker) {
		out.PersonID = have.PersonID
	}
	organization, err := im.app.names.organization(ctx, have.OrganizationID)
	if out.Organization != "" && organization != "" &&
		(identity.Fold(organization) == identity.Fold(out.Organization) || have.Organization == out.Organization) {
		out.OrganizationID = have.OrganizationID
	}
	return err
}

// meets finds the quote of a stretch: the very one, as suggested or as corrected,
// or, for what a person marked, one of the engine's that shares most of it.
func (one *importedArticle) meets(content []corpus.Span, marked bool) *importedQuote {
	id := corpus.NewQuoteID(one.version, content)
	for _, q := range one.quotes {
		if slices.Equal(q.coded.Current.Content, content) {
			return q
		}
	}
	for _, q := range one.quotes {
		if q.coded.Quote.ID == id {
			return q
		}
	}
	var best *importedQuote
	share := meetsAt
	for _, q := range one.quotes {
		if !marked || q.claimed || q.coded.Status != corpus.Suggested {
			continue
		}
		if s := sharedPart(content, q.coded.Current.Content); s >= share {
			best, share = q, s
		}
	}
	return best
}

// sharedPart is what two sets of spans share, of all that they cover.
func sharedPart(a, b []corpus.Span) float64 {
	shared, all := 0, 0
	for _, s := range a {
		all += s.Len()
		for _, o := range b {
			shared += max(0, min(s.End, o.End)-max(s.Start, o.Start))
		}
	}
	for _, o := range b {
		all += o.Len()
	}
	if all -= shared; all <= 0 {
		return 0
	}
	return float64(shared) / float64(all)
}

// add adds a quote that the corpus does not have; nil where its spans do not
// make one.
func (im *importing) add(one *importedArticle, q exchange.ProjectQuote, wanted corpus.Quote) *importedQuote {
	wanted.ID = corpus.NewQuoteID(one.version, wanted.Content)
	wanted.Origin = corpus.BySuggestion
	if q.Coder != "" || q.Marked {
		wanted.Origin, wanted.Engine, wanted.Confidence = corpus.ByPerson, "", 0
	}
	if wanted.Validate(one.text) != nil {
		wanted.Quoted, wanted.Cue, wanted.Source = nil, nil, nil
		if wanted.Validate(one.text) != nil {
			return nil
		}
	}
	wanted.Story = quoteStory(one.story, one.text, wanted.Attribution)
	im.act.Quotes = append(im.act.Quotes, wanted)
	added := &importedQuote{
		coded: corpus.CodedQuote{Quote: wanted, Current: wanted, Status: corpus.Suggested},
		fresh: true,
	}
	one.quotes = append(one.quotes, added)
	return added
}

// verdicts gives a quote the verdicts of the file's coders.
func (im *importing) verdicts(one *importedArticle, q exchange.ProjectQuote, met *importedQuote, wanted corpus.Quote) {
	given := slices.Clone(q.Verdicts)
	if q.Coder != "" &&
		!slices.ContainsFunc(given, func(v exchange.ProjectVerdict) bool { return v.Coder == q.Coder }) {
		given = append([]exchange.ProjectVerdict{{Coder: q.Coder, Status: corpus.Confirmed}}, given...)
	}
	var correction *corpus.Correction
	if keeps(q) {
		correction = differences(met.coded.Current, wanted, q.Complete)
	}
	for _, v := range given {
		if earlier := verdictOf(met.coded.Verdicts, v.Coder); earlier != nil {
			if (earlier.Status == corpus.Rejected) != (v.Status == corpus.Rejected) ||
				v.Status != corpus.Rejected && correction != nil && v.Status == corpus.Corrected {
				im.doubt(
					one,
					q.Place,
					corpus.JoinSpans(one.text, met.coded.Current.Content),
					"%s decided otherwise in the corpus since; that stays",
					v.Coder,
				)
			}
			continue
		}
		verdict := corpus.Verdict{Quote: met.coded.Quote.ID, Coder: v.Coder, Status: v.Status}
		switch {
		case v.Status == corpus.Rejected:
			im.do(v.Coder, corpus.Reject{Quote: met.coded.Quote.ID})
		case correction != nil: // who confirmed it confirmed it as the file has it
			verdict.Status = corpus.Corrected
			im.do(v.Coder, corpus.Correct{Quote: met.coded.Quote.ID, Correction: *correction})
			met.coded.Current = correction.Apply(met.coded.Current)
			correction = nil
		case v.Status == corpus.Corrected:
			im.do(v.Coder, corpus.Correct{Quote: met.coded.Quote.ID})
		default:
			im.do(v.Coder, corpus.Confirm{Quote: met.coded.Quote.ID})
		}
		im.report.Verdicts++
		met.coded.Verdicts = append(met.coded.Verdicts, verdict)
	}
}

func verdictOf(verdicts []corpus.Verdict, coder corpus.Coder) *corpus.Verdict {
	for i := range verdicts {
		if verdicts[i].Coder == coder {
			return &verdicts[i]
		}
	}
	return nil
}

// differences is what makes a quote what the file says; nil for nothing. Unless
// the file says everything about its quotes, what it leaves empty stays.
func differences(have, want corpus.Quote, complete bool) *corpus.Correction {
	var c corpus.Correction
	changed := false
	if !slices.Equal(have.Content, want.Content) {
		c.Content, changed = &want.Content, true
		c.Quoted, c.Kind = &want.Quoted, &want.Kind
	} else if complete && (!slices.Equal(have.Quoted, want.Quoted) || have.Kind != want.Kind) {
		c.Quoted, c.Kind, changed = &want.Quoted, &want.Kind, true
	}
	if want.Speaker != "" || complete {
		if have.Speaker != want.Speaker && !(have.PersonID != "" && have.PersonID == want.PersonID) ||
			have.PersonID != want.PersonID ||
			have.SpeakerType != want.SpeakerType {
			c.Speaker, c.SpeakerType, c.PersonID, changed = &want.Speaker, &want.SpeakerType, &want.PersonID, true
		}
	}
	if want.Organization != "" || complete {
		if have.OrganizationID != want.OrganizationID {
			c.Organization, c.OrganizationID, changed = &want.Organization, &want.OrganizationID, true
		}
	}
	if (want.Role != "" || complete) && have.Role != want.Role {
		c.Role, changed = &want.Role, true
	}
	if !changed {
		return nil
	}
	return &c
}

// decisions puts tags, judgements and notes on a quote.
func (im *importing) decisions(one *importedArticle, q exchange.ProjectQuote, met *importedQuote) {
	id := met.coded.Quote.ID
	for _, t := range q.Tags {
		im.putTag(met, im.tag(exchange.ProjectCode{Path: t.Code}), cmp.Or(t.Coder, q.Coder, im.coder))
	}
	for _, j := range q.Judgements {
		target, coder := im.target(j.Target, ""), cmp.Or(j.Coder, q.Coder, im.coder)
		i := slices.IndexFunc(
			met.coded.Judgements,
			func(have corpus.Judgement) bool { return have.Target == target && have.Coder == coder },
		)
		switch {
		case i < 0:
			im.report.Judgements++
			im.do(coder, corpus.Judge{Quote: id, Target: target, Stance: j.Stance})
			met.coded.Judgements = append(
				met.coded.Judgements,
				corpus.Judgement{Quote: id, Target: target, Stance: j.Stance, Coder: coder},
			)
		case met.coded.Judgements[i].Stance != j.Stance:
			im.doubt(
				one,
				q.Place,
				corpus.JoinSpans(one.text, met.coded.Current.Content),
				"%s has judged it %s toward “%s”, the file says %s; the first stays",
				coder,
				met.coded.Judgements[i].Stance,
				j.Target,
				j.Stance,
			)
		}
	}
	for _, a := range q.Settled {
		target, coder := im.target(a.Target, ""), cmp.Or(a.Coder, im.coder)
		i := slices.IndexFunc(
			met.coded.Adjudications,
			func(have corpus.Adjudication) bool { return have.Target == target },
		)
		switch {
		case i < 0:
			im.report.Judgements++
			im.do(coder, corpus.Adjudicate{Quote: id, Target: target, Stance: a.Stance, Reason: a.Reason})
			met.coded.Adjudications = append(
				met.coded.Adjudications,
				corpus.Adjudication{Quote: id, Target: target, Stance: a.Stance, Coder: coder},
			)
		case met.coded.Adjudications[i].Stance != a.Stance:
			im.doubt(
				one,
				q.Place,
				corpus.JoinSpans(one.text, met.coded.Current.Content),
				"it was settled as %s toward “%s”, the file says %s; the first stays",
				met.coded.Adjudications[i].Stance,
				a.Target,
				a.Stance,
			)
		}
	}
	notes := map[corpus.Coder]string{}
	for _, n := range q.Notes {
		coder := cmp.Or(n.Coder, q.Coder, im.coder)
		notes[coder] = strings.TrimPrefix(notes[coder]+"\n\n"+n.Text, "\n\n")
	}
	for _, coder := range slices.Sorted(maps.Keys(notes)) {
		im.writeNote(one, q.Place, met, notes[coder], coder)
	}
}

func (im *importing) putTag(met *importedQuote, tag corpus.TagID, coder corpus.Coder) {
	if tag == "" ||
		slices.ContainsFunc(met.coded.Tags, func(t corpus.Tagged) bool { return t.Tag == tag && t.Coder == coder }) {
		return
	}
	im.report.TagsPut++
	im.do(coder, corpus.PutTag{Quote: met.coded.Quote.ID, Tag: tag})
	met.coded.Tags = append(met.coded.Tags, corpus.Tagged{Quote: met.coded.Quote.ID, Tag: tag, Coder: coder})
}

func (im *importing) writeNote(
	one *importedArticle,
	place string,
	met *importedQuote,
	text string,
	coder corpus.Coder,
) {
	i := slices.IndexFunc(met.coded.Notes, func(n corpus.Note) bool { return n.Coder == coder })
	switch {
	case text == "":
	case i < 0:
		im.report.Notes++
		im.do(coder, corpus.WriteNote{Quote: met.coded.Quote.ID, Text: text})
		met.coded.Notes = append(met.coded.Notes, corpus.Note{Quote: met.coded.Quote.ID, Text: text, Coder: coder})
	case met.coded.Notes[i].Text != text:
		im.doubt(one, place, text, "%s has another note there; it stays", coder)
	}
}

// codings brings in annotations: onto the quote of their stretch where they
// decide about one, else as annotations.
func (im *importing) codings(context.Context) error {
	for _, c := range im.project.Annotations {
		one := im.usable(c.Article)
		if one == nil {
			continue
		}
		coder := cmp.Or(c.Coder, im.coder)
		var tags []corpus.TagID
		for _, path := range c.Codes {
			if tag := im.tag(exchange.ProjectCode{Path: path}); tag != "" && !slices.Contains(tags, tag) {
				tags = append(tags, tag)
			}
		}
		span, words, ok := one.place(c.Range, c.Words)
		if !ok {
			im.tray(one, c.Place, cmp.Or(words, c.Words.Exact), c.Note, tags, coder)
			continue
		}
		if met := one.decided(span); c.Decides && met != nil && (len(tags) > 0 || c.Note == "") {
			for _, tag := range tags {
				im.putTag(met, tag, coder)
			}
			im.writeNote(one, c.Place, met, c.Note, coder)
			continue
		}
		im.annotate(one, span, tags, c.Note, coder)
	}
	return nil
}

func (one *importedArticle) decided(span corpus.Span) *importedQuote {
	var best *importedQuote
	share := decidesAt
	for _, q := range one.quotes {
		if q.coded.Status == corpus.Rejected {
			continue
		}
		if s := sharedPart([]corpus.Span{span}, q.coded.Current.Content); s >= share {
			best, share = q, s
		}
	}
	return best
}

func (im *importing) annotate(
	one *importedArticle,
	span corpus.Span,
	tags []corpus.TagID,
	note string,
	coder corpus.Coder,
) {
	for _, have := range one.annotations {
		if have.Coder == coder && have.Anchor.Span == span && have.Version == one.version && have.Note == note &&
			sameTags(have.Tags, tags) {
			return
		}
	}
	im.report.Annotations++
	a := corpus.Annotation{
		Article: one.id,
		Version: one.version,
		Anchor:  corpus.NewAnchor(one.text, span),
		Tags:    tags,
		Note:    note,
		Coder:   coder,
	}
	one.annotations = append(one.annotations, a)
	im.do(coder, corpus.SaveAnnotation{Annotation: a})
}

func sameTags(a, b []corpus.TagID) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// statementNote says in words what a statement is that has no place of its own.
func statementNote(q exchange.ProjectQuote) string {
	var parts []string
	for _, p := range []string{q.Speaker, q.Organization, q.Role} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	lines := []string{strings.Join(parts, ", ")}
	for _, j := range q.Judgements {
		lines = append(lines, fmt.Sprintf("%s = %s", j.Target, j.Stance))
	}
	for _, n := range q.Notes {
		lines = append(lines, n.Text)
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

func (im *importing) paths(q exchange.ProjectQuote) []corpus.TagID {
	var tags []corpus.TagID
	for _, t := range q.Tags {
		if tag := im.tag(exchange.ProjectCode{Path: t.Code}); !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags
}

func firstCoder(q exchange.ProjectQuote) corpus.Coder {
	coder := q.Coder
	for _, j := range q.Judgements {
		coder = cmp.Or(coder, j.Coder)
	}
	for _, t := range q.Tags {
		coder = cmp.Or(coder, t.Coder)
	}
	return coder
}
