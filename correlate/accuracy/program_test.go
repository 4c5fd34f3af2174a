package accuracy

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A program is a service of testdata with what its marks say.
type program struct {
	name    string
	dir     string // absolute; its end, such as leak/NAME, is in the files of stacks
	wrapped bool   // of the module with other libraries
	healthy bool
	run     time.Duration // how long it runs before the evidence is taken
	leaks   []*leak
	files   map[string][]byte // the source, by absolute path
}

// A leak is one kind of goroutine that the program leaves behind.
type leak struct {
	number  int
	starts  []place
	waits   []place
	funcs   []string // waits without a line of the program: functions on the stack
	context []place
	maybe   bool // it has a context, but need not be told so
	fix     []place
	rules   []string
	expect  int
}

// A place is a line of a program; file is absolute.
type place struct {
	file string
	line int
	code string // without the marks
}

func (p place) String() string { return fmt.Sprintf("%s:%d", filepath.Base(p.file), p.line) }

// programs reads all programs of testdata, those of the wrapped module too, by name.
func programs() ([]*program, error) {
	var all []*program
	for _, group := range []string{"leak", "healthy", "wrapped/leak", "wrapped/healthy"} {
		root, err := filepath.Abs(filepath.Join("testdata", filepath.FromSlash(group)))
		if err != nil {
			return nil, err
		}
		entries, err := os.ReadDir(root)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			p := &program{
				name: e.Name(), dir: filepath.Join(root, e.Name()),
				wrapped: strings.HasPrefix(group, "wrapped"), healthy: strings.HasSuffix(group, "healthy"),
				run: 3 * time.Second, files: map[string][]byte{},
			}
			if err := p.read(); err != nil {
				return nil, err
			}
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b *program) int { return cmp.Compare(a.name, b.name) })
	return all, nil
}

func (p *program) read() error {
	return filepath.WalkDir(p.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		p.files[path] = src
		for i, line := range strings.Split(string(src), "\n") {
			if err := p.mark(path, i+1, line); err != nil {
				return fmt.Errorf("%s:%d: %v", path, i+1, err)
			}
		}
		return nil
	})
}

var (
	marked   = regexp.MustCompile(`^(.*)// leak: (.*)$`)
	ruled    = regexp.MustCompile(`^\s*// rule( \d+)?: ([a-z-]+(?: \| [a-z-]+)*)`)
	expected = regexp.MustCompile(`^\s*//.*\bexpect( \d+)?: (\d+)`)
	timed    = regexp.MustCompile(`^\s*//.*\brun: (\d+m?s)`)
)

// mark takes in what one line of source says.
func (p *program) mark(file string, n int, line string) error {
	if m := marked.FindStringSubmatch(line); m != nil {
		at := place{file, n, strings.TrimSpace(m[1])}
		for what := range strings.SplitSeq(m[2], ",") {
			if err := p.leakMark(at, strings.Fields(what)); err != nil {
				return err
			}
		}
	}
	if m := ruled.FindStringSubmatch(line); m != nil {
		p.leak(m[1]).rules = strings.Split(m[2], " | ")
	}
	if m := expected.FindStringSubmatch(line); m != nil {
		p.leak(m[1]).expect, _ = strconv.Atoi(m[2])
	}
	if m := timed.FindStringSubmatch(line); m != nil {
		run, err := time.ParseDuration(m[1])
		if err != nil {
			return err
		}
		p.run = run
	}
	return nil
}

// leakMark takes in one mark: go, wait, context or fix, then perhaps a number, then perhaps a function.
func (p *program) leakMark(at place, words []string) error {
	if len(words) == 0 {
		return fmt.Errorf("a leak mark without a word")
	}
	number, rest := "", words[1:]
	if len(rest) > 0 && strings.Trim(rest[0], "0123456789") == "" {
		number, rest = rest[0], rest[1:]
	}
	l := p.leak(number)
	switch kind := words[0]; {
	case kind == "wait" && len(rest) == 1:
		l.funcs = append(l.funcs, rest[0])
	case len(rest) > 0:
		return fmt.Errorf("leak mark %q: want KIND or KIND NUMBER", words)
	case kind == "go":
		l.starts = append(l.starts, at)
	case kind == "wait":
		l.waits = append(l.waits, at)
	case kind == "context" || kind == "context?":
		l.context = append(l.context, at)
		l.maybe = l.maybe || kind == "context?"
	case kind == "fix":
		l.fix = append(l.fix, at)
	default:
		return fmt.Errorf("leak mark %q: want go, wait, context or fix", kind)
	}
	return nil
}

// leak returns the leak with the given number; without one it is the first.
func (p *program) leak(number string) *leak {
	n, err := strconv.Atoi(strings.TrimSpace(number))
	if err != nil {
		n = 1
	}
	i := slices.IndexFunc(p.leaks, func(l *leak) bool { return l.number == n })
	if i < 0 {
		i = len(p.leaks)
		p.leaks = append(p.leaks, &leak{number: n, expect: 1})
	}
	return p.leaks[i]
}
