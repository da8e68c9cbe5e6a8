package speakers

import "quoth/corpus"

// applyKnown ties mentions to what the corpus has confirmed: the known name and
// its aliases are one figure with the known name. A surname that the article
// itself explains by another full name stays with that one.
func (c *cast) applyKnown(r reader, known []corpus.Known) {
	if len(known) == 0 {
		return
	}
	forms := map[string]*corpus.Known{}
	for i := range known {
		k := &known[i]
		for _, form := range append([]string{k.Name}, k.Aliases...) {
			if form = fold(form); form != "" && forms[form] == nil {
				forms[form] = k
			}
		}
	}
	for _, f := range c.figures {
		k := forms[f.folded]
		for _, m := range f.mentions {
			if k != nil {
				break
			}
			if form := c.mentions[m].folded; form == f.folded || f.species != human {
				k = forms[form]
			}
		}
		if k != nil {
			f.adopt(k)
		}
	}
	c.joinKnown()
}

// adopt takes over a known name; the species follows the registry's.
func (f *figure) adopt(k *corpus.Known) {
	f.known, f.name = k, k.Name
	switch k.Type {
	case corpus.PersonSpeaker:
		f.species = human
	case corpus.OrganizationSpeaker:
		f.species = body
	}
}

// joinKnown makes one figure of those that share a registry entry.
func (c *cast) joinKnown() {
	first := map[*corpus.Known]int{}
	for i, f := range c.figures {
		if f.known == nil {
			continue
		}
		if to, ok := first[f.known]; ok {
			c.merge(i, to)
		} else {
			first[f.known] = i
		}
	}
	c.settle()
	c.orderMentions()
}
