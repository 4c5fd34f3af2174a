package correlate

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// fingerprint identifies a leak across builds and hosts: the rule, the kind of wait, and the functions
// in which the goroutine is blocked, began and was started. No lines, no addresses, no ids.
func fingerprint(r *Rule, g *evidence.Goroutine) string {
	parts := []string{
		r.Name,
		string(g.Wait),
		normalise(homeFrame(g.Stack).Func),
		normalise(g.Created.Entry.Func),
		normalise(homeFrame(g.Created.Stack).Func),
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:4])
}

// normalise drops from a function's name what the compiler adds: type arguments, and the wrappers of go
// and defer statements.
func normalise(function string) string {
	if i := strings.IndexByte(function, '['); i >= 0 {
		if j := strings.LastIndexByte(function, ']'); j > i {
			function = function[:i] + function[j+1:]
		}
	}
	for _, suffix := range []string{".gowrap", ".deferwrap"} {
		if i := strings.LastIndex(function, suffix); i >= 0 {
			function = function[:i]
		}
	}
	return function
}
