package main

import (
	"fmt"
	"io"
)

// bin is the answers of one band of confidence.
type bin struct{ n, right, sum float64 }

// drawReliability draws how right the answers are against how sure they are: a
// bar for each tenth, as wide as the tenth, the diagonal where both are the same,
// and the number of answers above each bar.
func drawReliability(w io.Writer, bins []bin, title string) error {
	const left, top, size = 60.0, 40.0, 400.0
	at := func(x, y float64) (float64, float64) { return left + x*size, top + (1-y)*size }
	p := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
	p(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 500 500" font-family="sans-serif" font-size="12">`)
	p(`<rect width="500" height="500" fill="#fff"/><text x="%g" y="24" font-size="14">%s</text>`, left, title)
	for i, b := range bins {
		if b.n == 0 {
			continue
		}
		x, y := at(float64(i)/float64(len(bins)), b.right/b.n)
		width := size / float64(len(bins))
		p(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="#8fb3d9" stroke="#35597f"/>`, x+2, y, width-4, top+size-y)
		p(`<text x="%.1f" y="%.1f" text-anchor="middle" fill="#35597f">%.0f</text>`, x+width/2, y-5, b.n)
		cx, cy := at(b.sum/b.n, b.right/b.n)
		p(`<circle cx="%.1f" cy="%.1f" r="4" fill="#b03a2e"/>`, cx, cy)
	}
	x0, y0 := at(0, 0)
	x1, y1 := at(1, 1)
	p(`<path d="M%g %g V%g H%g" fill="none" stroke="#333"/><path d="M%g %g L%g %g" stroke="#777" stroke-dasharray="5 4"/>`, x0, y1, y0, x1, x0, y0, x1, y1)
	for i := 0; i <= 10; i += 2 {
		v := float64(i) / 10
		x, y := at(v, v)
		p(`<text x="%.1f" y="%g" text-anchor="middle">%.1f</text><text x="%g" y="%.1f" text-anchor="end">%.1f</text>`, x, y0+18, v, x0-8, y+4, v)
	}
	p(`<text x="%g" y="%g" text-anchor="middle">confidence the answer is given with</text>`, left+size/2, y0+38)
	_, err := fmt.Fprintf(w, "<text x=\"18\" y=\"%g\" text-anchor=\"middle\" transform=\"rotate(-90 18 %g)\">share that is right</text>\n</svg>\n", top+size/2, top+size/2)
	return err
}
