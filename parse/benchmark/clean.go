package benchmark

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"time"
)

// cleaner is a reader that gives benchfmt each line of a log as a line it can read, empty where there is
// nothing for it, so that line numbers stay.
type cleaner struct {
	ctx   context.Context
	br    *bufio.Reader
	n     int    // lines read
	bytes int64  // read
	err   error  // why reading ended; nil at the end of the log
	due   func() // called a few times a second; nil: not

	out  []byte // not yet read by benchfmt
	rest []byte // of out
	name []byte // of a benchmark whose line was torn: its result may follow
	told time.Time
}

// maxLine is how much of a line is looked at; benchfmt stops for good at 64 KiB.
const maxLine = 32 << 10

var errStopped = errors.New("reading was stopped")

func newCleaner(ctx context.Context, r io.Reader) *cleaner {
	return &cleaner{ctx: ctx, br: bufio.NewReaderSize(r, maxLine), told: time.Now()}
}

func (c *cleaner) Read(p []byte) (int, error) {
	for len(c.rest) == 0 {
		if c.n%1024 == 0 {
			if c.ctx.Err() != nil {
				c.err = errStopped
				return 0, io.EOF
			}
			if c.due != nil && time.Since(c.told) > 100*time.Millisecond {
				c.told = time.Now()
				c.due()
			}
		}
		if !c.line() {
			return 0, io.EOF
		}
		c.rest = c.out
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// line makes the next line of the log one of out; false at its end.
func (c *cleaner) line() bool {
	line, err := c.br.ReadSlice('\n')
	c.bytes += int64(len(line))
	if len(line) == 0 && err != nil {
		if err != io.EOF {
			c.err = err
		}
		return false
	}
	c.n++
	c.out = append(c.out[:0], c.clean(bytes.TrimRight(line, "\r\n"))...)
	c.out = append(c.out, '\n')
	for err == bufio.ErrBufferFull {
		line, err = c.br.ReadSlice('\n')
		c.bytes += int64(len(line))
	}
	if err != nil && err != io.EOF {
		c.err = err
	}
	return true
}

// clean returns what benchfmt shall see of a line.
func (c *cleaner) clean(line []byte) []byte {
	line = unprefixed(line)
	switch {
	case bytes.IndexByte(line, '\r') >= 0:
		return nil // it would be a line's end to nobody, but a blank to benchfmt
	case !bytes.HasPrefix(line, benchmarkWord):
		if len(c.name) > 0 && isNumbers(line) {
			joined := append(append(bytes.Clone(c.name), '\t'), line...)
			c.name = nil
			return joined
		}
		if bytes.HasPrefix(line, pkgWord) {
			return line
		}
		return nil // a "key: value" that is none would stay in benchfmt's memory
	case startsNumber(second(line)):
		c.name = nil
		return line
	}
	name, _, _ := bytes.Cut(line, []byte("\t")) // the tool pads the name with blanks, and then a tab follows
	name = bytes.TrimRight(name, " ")
	if bytes.IndexByte(name, ' ') < 0 && len(name) <= maxName {
		c.name = bytes.Clone(name)
	}
	return nil
}

var (
	benchmarkWord = []byte("Benchmark")
	pkgWord       = []byte("pkg:")
)

// maxName keeps a name and a line put together within what benchfmt bears.
const maxName = 4 << 10

// unprefixed cuts off the time that continuous integration puts before each line:
//
//	2026-11-22T00:34:28.1234567Z BenchmarkCheckout-2   	    1000	 …
func unprefixed(line []byte) []byte {
	if len(line) > 11 && line[4] == '-' && line[7] == '-' && line[10] == 'T' && isDigit(line[0]) {
		if _, rest, ok := bytes.Cut(line, []byte(" ")); ok {
			return rest
		}
	}
	return line
}

// isNumbers reports whether line is what follows a benchmark's name: a count, a value, a unit.
func isNumbers(line []byte) bool {
	f := bytes.Fields(line[:min(len(line), 256)])
	return len(f) >= 3 && startsNumber(f[0]) && startsNumber(f[1]) && !startsNumber(f[2])
}

func first(s []byte) []byte {
	if i := bytes.IndexAny(s, " \t"); i >= 0 {
		return s[:i]
	}
	return s
}

// second returns the second word of s.
func second(s []byte) []byte { return first(bytes.TrimLeft(s[len(first(s)):], " \t")) }

func startsNumber(s []byte) bool {
	return len(s) > 0 && (isDigit(s[0]) || len(s) > 1 && (s[0] == '-' || s[0] == '+') && isDigit(s[1]))
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
