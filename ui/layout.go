package ui

// A mode is how much fits on the terminal.
type mode uint8

// The modes, by room.
const (
	tooSmall mode = iota // a notice
	single               // one pane at a time
	stacked              // the list above, one pane below
	split                // two columns of framed panes
)

// The sizes at which modes begin.
const (
	minWidth, minHeight         = 40, 10
	stackedWidth, stackedHeight = 80, 24
	splitWidth, splitHeight     = 110, 28
)

// modeOf returns the mode for a terminal of the given size. Its sizes count the whole terminal, chrome
// or not, so hiding the chrome never changes the arrangement.
func modeOf(w, h int) mode {
	switch {
	case w < minWidth || h < minHeight:
		return tooSmall
	case w >= splitWidth && h >= splitHeight:
		return split
	case w >= stackedWidth && h >= stackedHeight:
		return stacked
	}
	return single
}

// chromeTop and chromeBottom are the rows of title and tabs, status and hints.
const chromeTop, chromeBottom = 2, 2

// A rect is a part of the screen, frame included. A zero rect is not shown.
type rect struct{ x, y, w, h int }

func (r rect) shown() bool { return r.w > 0 && r.h > 0 }

func (r rect) holds(x, y int) bool {
	return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h
}

// inner returns what is left for the content: a split screen draws a box around each pane, the others
// a rule above it.
func (r rect) inner(m mode) rect {
	if m == split {
		return rect{r.x + 1, r.y + 1, max(0, r.w-2), max(0, r.h-2)}
	}
	return rect{r.x, r.y + 1, r.w, max(0, r.h-1)}
}

// arrange gives each of n panes its place in a body of w by h. Pane 0 is the list; want is how many
// rows it would like, frame not counted. Pane 1 is its detail, pane 2 stands below the list when there
// are two columns and in the detail's place when there are not. Only the focused pane shows when
// zoomed or when there is no room for two.
func arrange(m mode, w, h, n, focus, want int, zoom bool) []rect {
	rects := make([]rect, n)
	w, h = max(0, w), max(0, h)
	switch {
	case n == 0 || m == tooSmall:
	case n == 1 || zoom || m == single:
		rects[min(focus, n-1)] = rect{0, 0, w, h}
	case m == stacked:
		top := clamp(want+1, 3, h*2/5)
		rects[0] = rect{0, 0, w, top}
		rects[max(1, focus)] = rect{0, top, w, h - top}
	default:
		left := clamp(w*9/20, slimChainList+2, 74) // wide enough for lists of one line a row; the detail has more to say
		rects[1] = rect{left, 0, w - left, h}
		if n == 2 {
			rects[0] = rect{0, 0, left, h}
			break
		}
		top := clamp(want+2, 6, h/2)
		rects[0] = rect{0, 0, left, top}
		rects[2] = rect{0, top, left, h - top}
	}
	return rects
}

// arrangeWide is arrange for a screen whose first pane is as wide as the terminal: the others stand below
// it, side by side where there are two columns.
func arrangeWide(m mode, w, h, n, focus, want int, zoom bool) []rect {
	if n == 1 || m == tooSmall || m == single || zoom {
		return arrange(m, w, h, n, focus, want, zoom)
	}
	rects := make([]rect, n)
	w, h = max(0, w), max(0, h)
	top := clamp(want+2, h/3, h*3/5)
	rects[0] = rect{0, 0, w, top}
	if m == stacked {
		rects[max(1, focus)] = rect{0, top, w, h - top}
		return rects
	}
	left := w / 2
	rects[1] = rect{0, top, left, h - top}
	rects[2] = rect{left, top, w - left, h - top}
	return rects
}

// clamp returns v, at least lo and at most hi; hi wins.
func clamp(v, lo, hi int) int { return min(max(v, lo), hi) }
