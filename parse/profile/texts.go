package profile

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"strconv"
	"time"

	"github.com/ctxscope/ctxscope/parse/evidence"
	"github.com/ctxscope/ctxscope/parse/textline"
)

// texts reads all the profiles of a text, each of them wherever in a log it begins and behind whatever prefix its
// header has.
type texts struct {
	in     *input
	name   string
	limit  limit
	stacks *stackTable
	lines  *textline.Reader

	env  textline.Envelope
	open *text // being read
	kept []*kept
	left int64 // goroutines of earlier steps that may still be kept

	other error // of the last profile of a kind that tells nothing
}

// readTexts reads the profiles of br, one Set for each kind that there is. The error is for a text in which there is
// none, or none of a kind that tells anything.
func readTexts(ctx context.Context, in *input, br *bufio.Reader, name string, l limit) ([]*evidence.Set, error) {
	t := &texts{
		in: in, name: name, limit: l, stacks: newStackTable(l), left: 4 * int64(l.goroutines),
		lines: textline.NewReader(ctx, br),
	}
	for raw, ok := t.lines.Next(); ok; raw, ok = t.lines.Next() {
		t.line(raw)
	}
	t.close(t.lines.Err)
	switch {
	case len(t.kept) > 0:
		return t.sets(), nil
	case t.other != nil:
		return nil, t.other
	case t.lines.Err != nil:
		return nil, in.clarify(t.lines.Err)
	case t.lines.N == 0:
		return nil, in.clarify(io.EOF)
	}
	return nil, ErrNone
}

// line takes one line as the file has it.
func (t *texts) line(raw []byte) {
	if t.open != nil {
		content, other := t.env.Open(raw)
		if other || t.open.line(bytes.Trim(content, " "), t.lines.N, t.lines.Unended) {
			return
		}
	}
	if !bytes.Contains(raw, []byte("profile: ")) && !bytes.Contains(raw, []byte("--- ")) {
		return
	}
	env := t.env.Renewed()
	content, escaped := env.Find(raw, headerAt)
	if content == nil {
		return
	}
	at := env.Time(raw, content)
	if !escaped {
		t.env = env
		f, _ := header(bytes.TrimRight(content, " "))
		t.begin(f)
		t.date(at)
		return
	}
	t.env = env
	for line := range bytes.Lines(textline.Unescaped(content)) {
		line = bytes.Trim(line, " \r\n")
		if f, ok := header(line); ok {
			t.begin(f)
			t.date(at)
		} else if t.open != nil {
			t.open.line(line, t.lines.N, false)
		}
	}
	t.close(nil)
}

// begin starts the profile that a header announces.
func (t *texts) begin(f form) {
	t.close(nil)
	if f.kind == "" {
		t.other = other("a profile of " + strconv.Quote(f.name[:min(len(f.name), 100)]))
		return
	}
	t.in.kind = f.kind
	b := newBuilder(t.name, t.limit, t.stacks)
	b.src.Kind = f.kind
	t.open = newText(b, f)
}

// date notes when the profile that has begun was logged.
func (t *texts) date(at time.Time) {
	if t.open != nil {
		t.open.b.src.Wall = at
	}
}

// close ends the profile that is being read, if any. Err is why reading ended, nil where the text goes on or has
// come to its end.
func (t *texts) close(err error) {
	x := t.open
	if x == nil {
		return
	}
	t.open = nil
	if x.b.src.Records == 0 && x.r == nil && x.form.total > 0 && !t.env.Plain() {
		return // somebody's message that has these words
	}
	if err != nil {
		err = t.in.clarify(err)
	}
	x.end(err)
	x.b.finish()
	for _, k := range t.kept {
		if k.kind() == x.b.src.Kind {
			k.take(x, t)
			return
		}
	}
	k := &kept{}
	k.take(x, t)
	t.kept = append(t.kept, k)
}

func (t *texts) sets() (out []*evidence.Set) {
	for _, k := range t.kept {
		out = append(out, k.set())
	}
	return out
}

// headerAt is the textline.Anchor of a profile's header.
func headerAt(b []byte) (from, to int) {
	for _, word := range []string{"heap profile: ", "--- contention:", "--- mutex:", " profile: total "} {
		i := bytes.Index(b, []byte(word))
		if i < 0 {
			continue
		}
		if word[0] == ' ' {
			i = beginOfName(b, i)
		}
		if to = i + endOfHeader(b[i:]); endsLine(b[to:]) {
			if _, ok := header(b[i:to]); ok {
				return i, to
			}
		}
	}
	return -1, -1
}

// beginOfName returns where the name begins that ends at end: goroutine. The line before may end there, escaped.
func beginOfName(b []byte, end int) int {
	i := end
	for i > 0 && b[i-1] > ' ' && b[i-1] != '"' && b[i-1] != '\\' {
		i--
	}
	if i > 0 && i < end && b[i-1] == '\\' {
		i++
	}
	return i
}

// endOfHeader returns where a header ends: at the end of the line, before a quote, or before an escaped end.
func endOfHeader(b []byte) int {
	if i := bytes.IndexAny(b, `"\`); i >= 0 {
		return i
	}
	return len(bytes.TrimRight(b, " "))
}

// endsLine reports whether rest, what follows a header, is nothing, or what a string has around it.
func endsLine(rest []byte) bool {
	return len(bytes.TrimLeft(rest, " ")) == 0 || rest[0] == '"' || rest[0] == '\\'
}
