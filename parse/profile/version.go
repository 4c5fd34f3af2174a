package profile

import "strings"

// version notes the version of Go when the path of a function of package runtime names it; nothing else in
// a profile does:
//
//	.../pkg/mod/golang.org/toolchain@v0.0.1-go1.23.7.linux-amd64/src/runtime/proc.go
//	.../sdk/go1.22.3/src/runtime/proc.go
//	/usr/lib/go-1.19/src/runtime/proc.go
func (b *builder) version(function, file string) {
	if b.src.Go != "" || !strings.HasPrefix(function, "runtime.") {
		return
	}
	root, _, ok := strings.Cut(file, "/src/runtime/")
	if !ok {
		return
	}
	last := root[strings.LastIndexByte(root, '/')+1:]
	_, v, ok := strings.Cut(strings.Replace(last, "go-1.", "go1.", 1), "go1.")
	if !ok {
		return
	}
	if end := strings.IndexFunc(v, func(r rune) bool { return r != '.' && (r < '0' || r > '9') }); end >= 0 {
		v = v[:end]
	}
	if v = strings.Trim(v, "."); v != "" {
		b.src.Go = "go1." + v
	}
}
