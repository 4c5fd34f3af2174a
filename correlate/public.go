package correlate

import (
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// Public reports whether pkg, an import path, is one that everybody knows: of the standard library, of a module in
// the table of libraries, or one that other tables here know a function of. Its name tells nothing about the program,
// and without it a goroutine that is parked by design could not be told from a leak.
func Public(pkg string) bool {
	if vendored, ok := strings.CutPrefix(pkg, "vendor/"); ok { // of the standard library, or of somebody's GOPATH
		return Public(vendored)
	}
	if pkg == "" || pkg == "main" {
		return false
	}
	if Std(evidence.Frame{Func: pkg + ".x"}) {
		return true
	}
	for _, p := range libraries {
		if strings.HasPrefix(pkg+"/", p) {
			return true
		}
	}
	for _, p := range wrappers {
		if known(pkg, p) {
			return true
		}
	}
	for i := range parkedByDesign {
		if known(pkg, parkedByDesign[i].prefix) {
			return true
		}
	}
	return instrument(pkg + ".")
}

// known reports whether pkg is the package that a prefix of functions names, or one below it.
func known(pkg, prefix string) bool {
	prefix = strings.TrimSuffix(Package(prefix), "/")
	return strings.Contains(prefix, ".") && (pkg == prefix || strings.HasPrefix(pkg, prefix+"/"))
}
