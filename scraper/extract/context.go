package extract

// contextRows adds to each block's features what a first scoring thinks of the
// blocks around it: p is the probability of each block.
func (v *view) contextRows(rows [][]float32, p []float32, names *[]string) [][]float32 {
	c := v.newContext(p)
	out := make([][]float32, len(rows))
	w := &rowWriter{names: names}
	if len(rows) > 0 {
		w.cells = make([]float32, 0, len(rows)*(len(rows[0])+contextCells))
	}
	for i := range rows {
		start := len(w.cells)
		w.cells = append(w.cells, rows[i]...)
		c.add(w, i)
		out[i] = w.cells[start:len(w.cells):len(w.cells)]
		w.names = nil
	}
	return out
}

// contextCells is about how many features the context adds.
const contextCells = 40

// context is what the first scoring thinks of the page as a whole.
type context struct {
	*view
	p             []float32
	believed      []float32 // words times probability, summed from the start; one more than blocks
	inBox         []float32 // words times probability of all in an element
	inStyle       map[uint64]float32
	before, after []int32 // how many blocks to the nearest believed one
	first, last   int
	run           []float32 // words of the run of believed blocks around
}

// sure is how probable a block must be to count as believed.
const sure = 0.5

func (v *view) newContext(p []float32) *context {
	n := len(p)
	c := &context{
		view:     v,
		p:        p,
		believed: make([]float32, n+1),
		inBox:    make([]float32, len(v.elements)),
		inStyle:  map[uint64]float32{},
		before:   make([]int32, n),
		after:    make([]int32, n),
		first:    -1,
		last:     -1,
		run:      make([]float32, n),
	}
	gap := int32(30)
	for i := range p {
		weight := p[i] * float32(v.stats[i].words)
		c.believed[i+1] = c.believed[i] + weight
		c.inBox[v.blocks[i].holder] += weight
		c.inStyle[v.style(i)] += weight
		c.before[i] = gap
		gap = min(gap+1, 30)
		if p[i] > sure {
			gap = 1
			if c.first < 0 {
				c.first = i
			}
			c.last = i
		}
	}
	gap = 30
	for i := n - 1; i >= 0; i-- {
		c.after[i] = gap
		gap = min(gap+1, 30)
		if p[i] > sure {
			gap = 1
		}
	}
	for i := len(c.inBox) - 1; i > 0; i-- {
		c.inBox[v.elements[i].parent] += c.inBox[i]
	}
	c.runs()
	return c
}

// runs finds the runs of believed blocks; one doubted block does not end one.
func (c *context) runs() {
	for i := 0; i < len(c.p); {
		if c.p[i] <= sure {
			i++
			continue
		}
		end := i
		for j := i; j < len(c.p) && j <= end+2; j++ {
			if c.p[j] > sure {
				end = j
			}
		}
		words := c.believed[end+1] - c.believed[i]
		for j := i; j <= end; j++ {
			c.run[j] = words
		}
		i = end + 1
	}
}

var probabilityNames = [...]string{
	"p last4",
	"p last3",
	"p last2",
	"p last1",
	"p",
	"p next1",
	"p next2",
	"p next3",
	"p next4",
}

func (c *context) add(w *rowWriter, i int) {
	n := len(c.p)
	for k, name := range probabilityNames {
		j := i + k - 4
		if j < 0 || j >= n {
			w.add(name, -1)
		} else {
			w.add(name, c.p[j])
		}
	}
	total := c.believed[n] + 1
	own := c.p[i] * float32(c.stats[i].words)
	w.add("p mean before", c.mean(i-3, i))
	w.add("p mean after", c.mean(i+1, i+4))
	w.add("p mean far before", c.mean(i-8, i))
	w.add("p mean far after", c.mean(i+1, i+9))
	w.add("p words before", c.believed[i]/total)
	w.add("p words after", (total-1-c.believed[i+1])/total)
	w.add("p words", logOf(total))
	w.add("p gap before", float32(c.before[i]))
	w.add("p gap after", float32(c.after[i]))
	w.add("p from first", within(i-c.first, 40))
	w.add("p to last", within(c.last-i, 40))
	w.add("p run", logOf(c.run[i]))
	w.add("p run share", c.run[i]/total)
	holder := c.blocks[i].holder
	for level, name := range [...]string{"p box", "p box1", "p box2", "p box3"} {
		at := c.above(holder, level)
		w.add(name, (c.inBox[at]-own)/max(1, float32(c.sums[at].words)-float32(c.stats[i].words)))
		w.add(name+" share", c.inBox[at]/total)
	}
	key := c.style(i)
	s := c.styles[key]
	rest := s.words - float32(c.stats[i].words)
	w.add("p style", (c.inStyle[key]-own)/max(1, rest))
	w.add("p style rest", logOf(rest))
}

// mean is the mean probability of some blocks, by words; -1 where there are
// none.
func (c *context) mean(from, until int) float32 {
	from, until = max(from, 0), min(until, len(c.p))
	if from >= until {
		return -1
	}
	words := float32(0)
	for i := from; i < until; i++ {
		words += float32(c.stats[i].words)
	}
	return (c.believed[until] - c.believed[from]) / (words + 1)
}
