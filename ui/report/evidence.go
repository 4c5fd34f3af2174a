package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"runtime"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// WriteEvidence writes everything that was read, with complete stacks, as EvidenceSchema says. It keeps one
// element at a time and an index of the stacks, so a million goroutines need no more memory than the Set.
func WriteEvidence(w io.Writer, set *evidence.Set, o Options) error {
	s := &stream{w: bufio.NewWriterSize(w, 64<<10)}
	s.enc = json.NewEncoder(&s.buf)
	s.enc.SetEscapeHTML(false)
	t := newStackTable()

	s.field("schema", EvidenceSchema)
	s.field("tool", jsonTool{Version: o.Version, Go: runtime.Version()})
	s.field("partial", set.Partial())
	each(s, "sources", set.Sources, source)
	each(s, "goroutines", set.Goroutines, t.goroutine)
	each(s, "cancels", set.Cancels, t.cancel)
	each(s, "cancelSites", set.CancelSites, t.cancelSite)
	each(s, "contexts", set.Contexts, t.context)
	each(s, "sites", set.Sites, t.site)
	each(s, "waits", set.WaitSites, t.wait)
	each(s, "spans", set.Spans, t.span)
	each(s, "samples", set.Sched, sample)
	each(s, "tasks", set.Tasks, task)
	each(s, "logs", set.Logs, log)
	each(s, "resources", set.Resources, resource)
	s.series(set.Series, t)
	each(s, "allocs", set.Allocs, t.alloc)
	each(s, "contentions", set.Contentions, t.contention)
	each(s, "load", set.Load, load)
	each(s, "benchmarks", set.Benchmarks, bench)
	each(s, "problems", set.Problems, problem)
	each(s, "stacks", t.list, frames)
	s.text("\n}\n")
	if s.err != nil {
		return s.err
	}
	return s.w.Flush()
}

// A stream writes one JSON object, field by field. After an error of the writer it does nothing.
type stream struct {
	w      *bufio.Writer
	buf    bytes.Buffer
	enc    *json.Encoder
	fields int
	err    error
}

// each writes items as a list with one element on each line.
func each[T, D any](s *stream, name string, items []T, doc func(T) D) {
	s.name(name)
	s.elements(len(items), func(i int) any { return doc(items[i]) })
}

func (s *stream) field(name string, value any) {
	s.name(name)
	s.value(value)
}

func (s *stream) name(name string) {
	if s.fields == 0 {
		s.text("{\n")
	} else {
		s.text(",\n")
	}
	s.fields++
	s.text(`"` + name + `": `)
}

func (s *stream) elements(n int, at func(int) any) {
	s.text("[")
	for i := 0; i < n && s.err == nil; i++ {
		if i > 0 {
			s.text(",")
		}
		s.text("\n")
		s.value(at(i))
	}
	s.text("]")
}

// series writes snapshots. They are as large as the goroutines, so their lists are streamed as well.
func (s *stream) series(list []*evidence.Snapshot, t *stackTable) {
	s.name("series")
	s.text("[")
	for i, snap := range list {
		if i > 0 {
			s.text(",")
		}
		outer := s.fields
		s.fields = 0
		s.text("\n")
		s.field("source", snap.Source.Path)
		s.field("at", clock(&evidence.Source{Wall: snap.At}, 0))
		each(s, "goroutines", snap.Goroutines, t.still)
		each(s, "allocs", snap.Allocs, t.alloc)
		s.text("}")
		s.fields = outer
	}
	s.text("]")
}

func (s *stream) value(v any) {
	if s.err != nil {
		return
	}
	s.buf.Reset()
	if s.err = s.enc.Encode(v); s.err != nil {
		return
	}
	s.text(string(visible(bytes.TrimSuffix(s.buf.Bytes(), []byte("\n")))))
}

// visible is escapeHidden for elements, of which most are plain ASCII.
func visible(doc []byte) []byte {
	for _, c := range doc {
		if c < ' ' || c > '~' {
			return escapeHidden(doc)
		}
	}
	return doc
}

func (s *stream) text(text string) {
	if s.err == nil {
		_, s.err = s.w.WriteString(text)
	}
}
