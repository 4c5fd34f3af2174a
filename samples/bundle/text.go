package bundle

import (
	"go/scanner"
	"go/token"
	"strings"
	"unicode"
)

// vocabulary are the words that wait reasons, units and kinds of contexts are made of. Source of the wait
// reasons: runtime/runtime2.go, waitReasonStrings, and runtime/traceruntime.go.
var vocabulary = func() map[string]bool {
	words := make(map[string]bool)
	for _, w := range strings.Fields(`chan send receive nil no cases select sync mutex rwmutex lock rlock waitgroup wait cond semacquire
		io sleep syscall forever network gc assist marking sweep worker active idle scan scavenge finalizer force bgsweep
		panicwait preempted preemption debug call stop trace reader flush timer goroutine system garbage collection stopping the
		world running runnable waiting unknown concurrent durable synctest run cleanup profile to read coroutine stopped
		weak pointer process until end mark phase termination page event dumping heap wakeup traceback started for background
		delay jobs done timers leaked flushing proc caches trigger result stw start
		ns op b s mb allocs p goroutines ms us bytes
		withcancel withtimeout withdeadline withoutcancel withvalue withcancelcause withtimeoutcause withdeadlinecause todo
		background afterfunc derived parameter other request context errgroup withcontext notifycontext signal foreign
		channel semaphore cycle ends sweeper work blocked updater gomaxprocs status strong unspecified`) {
		words[w] = true
	}
	return words
}()

// spoken reports whether all words of s are in the vocabulary.
func spoken(s string) bool {
	words := strings.FieldsFunc(strings.ToLower(s), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	for _, w := range words {
		if !vocabulary[w] && strings.Trim(w, "0123456789") != "" {
			return false
		}
	}
	return true
}

// source replaces what source text tells beyond the names in it: its literals, and packages that have another
// name now. At strict the names go as well. A text is one line and may be cut, so it need not be whole.
func (r *redactor) code(s string) string {
	if s == "" {
		return s
	}
	if out, ok := r.texts[s]; ok {
		return out
	}
	var sc scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(s))
	sc.Init(file, []byte(s), func(token.Position, string) {}, 0)
	var b strings.Builder
	at := 0
	for {
		pos, tok, lit := sc.Scan()
		if tok == token.EOF {
			break
		}
		if tok == token.SEMICOLON && lit != ";" { // one that the scanner adds
			continue
		}
		from := file.Offset(pos)
		b.WriteString(strings.Repeat(" ", strings.Count(s[min(at, from):from], " "))) // between tokens there are spaces and comments
		text := lit
		switch {
		case tok == token.IDENT:
			text = r.ident(lit, strings.HasPrefix(s[from+len(lit):], "."))
		case tok == token.STRING:
			text = `"…"`
		case tok == token.CHAR:
			text = "'…'"
		case tok == token.ILLEGAL:
			text = "…"
		case lit == "":
			text = tok.String()
		}
		b.WriteString(text)
		at = from + max(len(lit), len(tok.String()))
		if lit != "" {
			at = from + len(lit)
		}
		at = min(at, len(s))
	}
	out := b.String()
	r.texts[s] = out
	return out
}

// ident replaces one name of source text; qualifies says that a dot follows.
func (r *redactor) ident(s string, qualifies bool) string {
	if qualifies {
		if to := r.names.given[Replacement{What: "package", From: s}]; to != "" {
			return to
		}
	}
	if r.level == Strict {
		return r.names.identifier(s)
	}
	return s
}
