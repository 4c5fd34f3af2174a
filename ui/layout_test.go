package ui

import "testing"

func TestModes(t *testing.T) {
	for _, c := range []struct {
		w, h int
		want mode
	}{
		{0, 0, tooSmall}, {39, 10, tooSmall}, {40, 9, tooSmall}, {40, 10, single}, {79, 24, single}, {80, 23, single},
		{80, 24, stacked}, {109, 50, stacked}, {110, 27, stacked}, {110, 28, split}, {300, 300, split},
	} {
		if got := modeOf(c.w, c.h); got != c.want {
			t.Errorf("%dx%d: mode %d, want %d", c.w, c.h, got, c.want)
		}
	}
}

// Whatever the size, panes stay within the body, do not overlap, and the focused one is to be seen.
func TestArrange(t *testing.T) {
	for _, m := range []mode{single, stacked, split} {
		minW, minH := 40, 6
		if m == stacked {
			minW, minH = 80, 20
		} else if m == split {
			minW, minH = 110, 24
		}
		for w := minW; w <= 300; w += 7 {
			for h := minH; h <= 120; h += 3 {
				for n := 1; n <= 3; n++ {
					for focus := range n {
						for _, zoom := range []bool{false, true} {
							checkRects(t, arrange(m, w, h, n, focus, 40, zoom), w, h, focus)
						}
					}
				}
			}
		}
	}
}

func checkRects(t *testing.T, rects []rect, w, h, focus int) {
	t.Helper()
	area := 0
	for i, r := range rects {
		if !r.shown() {
			continue
		}
		area += r.w * r.h
		if r.x < 0 || r.y < 0 || r.x+r.w > w || r.y+r.h > h || r.h < 3 {
			t.Errorf("%dx%d: pane %d is at %+v", w, h, i, r)
		}
	}
	if area != w*h {
		t.Errorf("%dx%d: panes cover %d of %d cells: %+v", w, h, area, w*h, rects)
	}
	if !rects[focus].shown() {
		t.Errorf("%dx%d: the focused pane %d is hidden", w, h, focus)
	}
}

func TestCuts(t *testing.T) {
	g := &unicodeGlyphs
	for _, c := range []struct{ got, want string }{
		{g.fit("payments", 8), "payments"}, {g.fit("payments", 5), "paym…"}, {g.fit("payments", 0), ""}, {g.fit("支払請求", 5), "支払…"},
		{g.fitMiddle("payments.(*Client).Charge", 14), "payme…).Charge"}, {g.fitMiddle("支払請求支払請求", 9), "支…払請求"},
		{g.ends("left", "right", 12), "left   right"}, {g.ends("left", "right", 8), "l… right"}, {g.ends("left", "", 8), "left"},
		{asciiGlyphs.fit("payments", 5), "paym~"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
