package ui

import (
	"context"
	"fmt"
	"html"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"github.com/ctxscope/ctxscope/correlate"
	"github.com/ctxscope/ctxscope/correlate/rules"
	"github.com/ctxscope/ctxscope/parse"
	"github.com/ctxscope/ctxscope/parse/source"
	"github.com/ctxscope/ctxscope/samples"
)

// The README shows stills of the real UI on an incident that is built in: testdata/still-*.svg. -update
// draws them anew, which is due when a rule words something differently.
func TestStills(t *testing.T) {
	inc, ok := samples.Find("early-return")
	if !ok {
		t.Fatal("there is no such incident")
	}
	set, err := parse.OpenFS(context.Background(), inc.Files, inc.Inputs, parse.Options{Source: source.Options{Dirs: []source.Tree{{Name: inc.Name, FS: inc.Source}}}})
	if err != nil {
		t.Fatal(err)
	}
	r := correlate.Run(set, rules.All())
	for _, still := range []struct{ name, size, keys string }{
		{"chain", "100x44", "enter"},
		{"timeline", "100x26", "2"},
	} {
		s := newSession(t)
		l := plainRenderer()
		l.SetColorProfile(termenv.ANSI)
		s.start(Options{Source: func(file string) ([]byte, error) {
			return fs.ReadFile(inc.Source, strings.TrimPrefix(file, inc.Name+"/"))
		}}, l)
		s.app.opts.Title = inc.Title
		s.key(still.size)
		s.show(r)
		for _, k := range strings.Fields(still.keys) {
			s.key(k)
		}
		got, file := svg(s.app.View(), s.app.w), "testdata/still-"+still.name+".svg"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(file); err != nil || string(want) != got {
			t.Errorf("%s shows another frame; go test ./ui -run TestStills -update draws it anew: %v", file, err)
		}
	}
}

// The cells of a drawn terminal, and its colours: the 16 that a theme may use, light on dark.
const cellWidth, cellHeight, stillMargin = 8.4, 18, 12

var stillColours = map[string]string{"31": "#f07178", "32": "#a5c261", "33": "#e5b567", "34": "#7aa6f0", "35": "#c792ea", "36": "#6bc7c7"}

// svg draws a frame as a picture. Each run of a style is stretched to its cells, so that it stands where
// it stands in a terminal whatever font the reader has.
func svg(frame string, w int) string {
	lines := strings.Split(frame, "\n")
	width, height := float64(w)*cellWidth+2*stillMargin, len(lines)*cellHeight+2*stillMargin
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" fill="#d6dae0" xml:space="preserve" style="white-space:pre">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="%.0f" height="%d" rx="8" fill="#16191d"/>`+"\n", width, height)
	for y, line := range lines {
		x, style := 0, stillStyle{}
		for line != "" {
			if rest, ok := strings.CutPrefix(line, "\x1b["); ok {
				codes, after, _ := strings.Cut(rest, "m")
				style.set(codes)
				line = after
				continue
			}
			run := line
			if i := strings.IndexByte(line, '\x1b'); i >= 0 {
				run = line[:i]
			}
			line = line[len(run):]
			style.draw(&b, run, float64(x)*cellWidth+stillMargin, y*cellHeight+stillMargin)
			x += ansi.StringWidth(run)
		}
	}
	return b.String() + "</svg>\n"
}

// A stillStyle is the style that the escape sequences before a run have set.
type stillStyle struct {
	bold, reverse, underline bool
	colour                   string
}

func (s *stillStyle) set(codes string) {
	for c := range strings.SplitSeq(codes, ";") {
		switch c {
		case "", "0":
			*s = stillStyle{}
		case "1":
			s.bold = true
		case "4":
			s.underline = true
		case "7":
			s.reverse = true
		default:
			s.colour = stillColours[c]
		}
	}
}

func (s *stillStyle) draw(b *strings.Builder, run string, x float64, y int) {
	cells := ansi.StringWidth(run)
	left := len(run) - len(strings.TrimLeft(run, " "))
	text := strings.Trim(run, " ")
	attrs := ""
	if s.colour != "" {
		attrs += ` fill="` + s.colour + `"`
	}
	if s.reverse {
		fmt.Fprintf(b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="#d6dae0"/>`, x, y, float64(cells)*cellWidth, cellHeight)
		attrs = ` fill="#16191d"`
	}
	if text == "" {
		return
	}
	if s.bold {
		attrs += ` font-weight="bold"`
	}
	if s.underline {
		attrs += ` text-decoration="underline"`
	}
	fmt.Fprintf(b, `<text x="%.1f" y="%d" textLength="%s" lengthAdjust="spacingAndGlyphs"%s>%s</text>`+"\n",
		x+float64(left)*cellWidth, y+13, strconv.FormatFloat(float64(ansi.StringWidth(text))*cellWidth, 'f', 1, 64), attrs, html.EscapeString(text))
}
