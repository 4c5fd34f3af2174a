package ui

// A desk is what all panes of one program have in common: how things look, which keys there are, where
// to leave work for later, and what the user has marked and noted.
type desk struct {
	look    *look
	keys    *keyMap
	jobs    *jobs
	shelf   *shelf
	sources *sources

	compares bool // there is a baseline
}

// A shelf is what the user has put aside: it outlives the result, and the session.
type shelf struct {
	marks map[ref]bool
	notes map[ref]string
}

func newShelf() *shelf { return &shelf{marks: map[ref]bool{}, notes: map[ref]string{}} }

// sign returns the cell that stands before a row: * for a mark, + for a note, a space for neither.
func (s *shelf) sign(r ref) string {
	switch {
	case s.marks[r]:
		return "*"
	case s.notes[r] != "":
		return "+"
	}
	return " "
}

func (s *shelf) empty() bool { return len(s.marks)+len(s.notes) == 0 }

func (s *shelf) toggle(r ref) {
	if s.marks[r] {
		delete(s.marks, r)
	} else if r != (ref{}) {
		s.marks[r] = true
	}
}

// write puts a note on r; an empty one takes it away.
func (s *shelf) write(r ref, note string) {
	if note == "" {
		delete(s.notes, r)
		return
	}
	s.notes[r] = note
}
