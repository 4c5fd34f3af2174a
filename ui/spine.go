package ui

import (
	"strings"

	"github.com/ctxscope/ctxscope/correlate"
)

// A spine is the drawn links of a chain. Each link has a line with its stage, its words and its basis,
// and, when there is room, a second one with how it hangs on the link before, its code, and the place
// in the file it was read at:
//
//	  C  cancel     1,842 deadlines fired, from 14:14:47.408           exact
//	  ┆             context.WithDeadlineCause.func2         trace.out@3.408s
//	> G! goroutine  1,842 × chan send, oldest 1m24s                    exact
//	     created    Charge.func1  payments/client.go:142  ← look here first
//
// ">" is the selected link, "!" the one where the chain breaks. The line between two letters is whole
// when the lower link is exact, and dashed when it is inferred or estimated.
type spine struct {
	look    *look
	w       int
	compact bool // one line per link

	lines []string
	first []int // of each link: its first line in lines
}

const lookHere = "← look here first"

// link draws one link; next is the one after it, nil for the last.
func (s *spine) link(l, next *correlate.Link, selected bool) {
	s.first = append(s.first, len(s.lines))
	head := s.head(l)
	say, basis := s.look.clean(l.Text), l.Basis.String()
	if s.compact {
		basis = "[" + basis + "]"
		say += s.place(l, s.w-2-len(l.Stage.Letter())-len(head)-cells(say)-len(basis)-1)
	}
	cursor := "  "
	if selected {
		cursor = "> "
	}
	line := s.look.ends(cursor+l.Stage.Letter()+head+say, basis, s.w)
	switch {
	case selected:
		line = s.look.selected.Render(line)
	case s.w > 3:
		rest := strings.TrimPrefix(line, cursor+l.Stage.Letter())
		if l.Suspect {
			rest = s.look.own.Render(rest)
		}
		line = cursor + s.look.stage(l.Stage) + rest
	}
	s.lines = append(s.lines, line)
	if !s.compact {
		s.below(l, next)
	}
}

// head returns what stands between the letter and the words: the suspect's mark and the stage's name.
func (s *spine) head(l *correlate.Link) string {
	mark := " "
	if l.Suspect {
		mark = "!"
	}
	if s.w < 50 || s.compact && s.w < 70 {
		return mark + " "
	}
	return mark + " " + pad(l.Stage.String(), 11)
}

// place returns the link's line in w cells, in front of it two for distance; "" when it does not fit,
// or the link's words name it already.
func (s *spine) place(l *correlate.Link, w int) string {
	p := s.look.clean(shortPlace(l.At))
	if p == "" || cells(p)+2 > w || strings.Contains(l.Text, p) {
		return ""
	}
	return "  " + p
}

// below draws the second line of a link: how it hangs on the one before, the function, the line. When
// they do not all fit the function gives way. A link without code has no second line.
func (s *spine) below(l, next *correlate.Link) {
	if l.At.Func == "" && !l.Suspect {
		return
	}
	rail := " "
	if next != nil {
		rail = s.look.firm
		if next.Basis != correlate.Exact {
			rail = s.look.loose
		}
	}
	line := "  " + rail + "  "
	relation := s.look.clean(l.Relation)
	switch {
	case s.w >= 50:
		line += pad(s.look.fit(relation, 10), 11)
	case relation != "":
		line += relation + " "
	}
	fn := s.look.clean(correlate.Short(l.At.Func))
	room := s.w - cells(line)
	place := s.place(l, room)
	fn = s.look.fitFunc(fn, room-cells(place))
	right := ""
	switch {
	case l.Suspect:
		right = s.look.clean(lookHere)
	case s.w >= 90:
		right = s.look.clean(posName(l.Pos))
	}
	line += fn + place
	if cells(line+right) < s.w {
		line = s.look.ends(line, right, s.w)
	}
	s.lines = append(s.lines, s.look.fit(line, s.w))
}
