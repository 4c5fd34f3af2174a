package accuracy

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A standing goroutine is one of a dump: the lines of its stack, outermost last, and where it was created.
type standing struct {
	id      int64
	text    string
	frames  []string // file:line
	created string   // file:line
}

var (
	header = regexp.MustCompile(`(?m)^goroutine (\d+)[^\n]*\[`)
	frame  = regexp.MustCompile(`(?m)^\t(\S.*\.(?:go|s):\d+)`)
)

// readDump reads a goroutine dump as simply as can be, since what is measured must not be its own measure.
func readDump(file string) ([]standing, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var all []standing
	for block := range bytes.SplitSeq(text, []byte("\n\n")) {
		m := header.FindSubmatchIndex(block)
		if m == nil {
			continue
		}
		id, err := strconv.ParseInt(string(block[m[2]:m[3]]), 10, 64)
		if err != nil {
			return nil, err
		}
		g := standing{id: id, text: string(block[m[0]:])}
		stack, creator, _ := strings.Cut(g.text, "\ncreated by ")
		for _, f := range frame.FindAllStringSubmatch(stack, -1) {
			g.frames = append(g.frames, f[1])
		}
		if f := frame.FindStringSubmatch(creator); f != nil {
			g.created = f[1]
		}
		all = append(all, g)
	}
	return all, nil
}

// is reports whether g stands at one of the leak's waits and comes from one of its starts. A goroutine that
// a library started has that library's line for its creator: the wait alone decides.
func (l *leak) is(g standing, p *program) bool {
	if slices.ContainsFunc(l.funcs, func(f string) bool { return strings.Contains(g.text, f+"(") }) {
		return true
	}
	at := func(line string) func(place) bool {
		return func(p place) bool { return line == p.file+":"+strconv.Itoa(p.line) }
	}
	if !slices.ContainsFunc(g.frames, func(line string) bool { return slices.ContainsFunc(l.waits, at(line)) }) {
		return false
	}
	return slices.ContainsFunc(l.starts, at(g.created)) || !strings.HasPrefix(g.created, p.dir+string(filepath.Separator))
}

// truth is which goroutines of one run leak.
type truth struct {
	leaking map[*leak]map[int64]bool // at the end: in the last dump and the crash dump
	ever    map[int64]bool           // of any leak, in any dump
}

// readTruth compares the dumps of dir with the program's marks.
func readTruth(p *program, dir string) (truth, error) {
	t := truth{leaking: map[*leak]map[int64]bool{}, ever: map[int64]bool{}}
	seen := map[*leak]map[int64]int{}
	for _, name := range []string{"goroutine-1.txt", "goroutine-2.txt", "crash.txt"} {
		all, err := readDump(filepath.Join(dir, name))
		if err != nil {
			return t, err
		}
		for _, g := range all {
			for _, l := range p.leaks {
				if !l.is(g, p) {
					continue
				}
				t.ever[g.id] = true
				if seen[l] == nil {
					seen[l] = map[int64]int{}
				}
				if name != "goroutine-1.txt" {
					seen[l][g.id]++
				}
			}
		}
	}
	for _, l := range p.leaks {
		t.leaking[l] = map[int64]bool{}
		for id, dumps := range seen[l] {
			if dumps == 2 {
				t.leaking[l][id] = true
			}
		}
	}
	return t, nil
}
