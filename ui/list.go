package ui

import (
	"strings"

	"github.com/ctxscope/ctxscope/correlate/words"
)

// A list shows rows of which only the visible ones are ever drawn: its cost per frame is that of the
// rows on the screen, however many there are.
type list struct {
	count int // rows
	tall  int // lines of a row, at least 1

	// draw returns row i as tall lines of at most w cells. It is called for visible rows only.
	draw func(i, w int, selected bool) []string

	w, h        int
	cursor, top int
}

// setSize gives the list its room, in cells.
func (l *list) setSize(w, h int) {
	l.w, l.h = max(0, w), max(0, h)
	l.settle()
}

// setCount changes the number of rows; the cursor stays as near as it can.
func (l *list) setCount(n int) {
	l.count = n
	l.settle()
}

// rows returns how many rows fit, at least 1.
func (l *list) rows() int { return max(1, l.h/max(1, l.tall)) }

func (l *list) moveBy(n int) { l.moveTo(l.cursor + n) }
func (l *list) page() int    { return l.rows() }

func (l *list) moveTo(i int) {
	l.cursor = i
	l.settle()
}

// click selects the row at line y of the list's room.
func (l *list) click(y int) {
	if i := l.top + y/max(1, l.tall); y >= 0 && i < l.count {
		l.moveTo(i)
	}
}

// settle brings cursor and window into range.
func (l *list) settle() {
	l.cursor = max(0, min(l.cursor, l.count-1))
	l.top = min(l.top, l.cursor)
	l.top = max(l.top, l.cursor-l.rows()+1)
	l.top = max(0, min(l.top, l.count-l.rows()))
}

// view draws the visible rows.
func (l *list) view() string {
	var b strings.Builder
	for i := l.top; i < min(l.count, l.top+l.rows()); i++ {
		for _, line := range l.draw(i, l.w, i == l.cursor) {
			b.WriteString(line)
			b.WriteByte('\n')
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// position says which row the cursor is on: "3/11".
func (l *list) position() string {
	if l.count == 0 {
		return ""
	}
	return words.Count(l.cursor+1) + "/" + words.Count(l.count)
}
