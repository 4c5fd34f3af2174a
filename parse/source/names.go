package source

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// A runtime name is PACKAGE.FUNCTION, and FUNCTION is a declared function followed by the way to a literal:
//
//	F   (*T).M   T.M   init.0                  declared
//	F.func2   F.func2.1   init.func1           literals, numbered in source order within their function
//	F-range1   F.func2-range1                  the body of a range over a function: part of F, F.func2
//	F.gowrap1   F.deferwrap2   (*T).M-fm       made by the compiler for go, defer and method values
//	F.G.func3   F.func1.G.2                    the literal of G, when a call of G was inlined into F
//	F[...]   (*T[...]).M.func1                 generic
//
// A name is split here into the elements between the dots.

// split cuts a runtime name into the import path and the elements of the rest, without type arguments,
// -fm, -rangeN and compiler-made wrappers.
func split(name string) (pkg string, elems []string) {
	name = plain(name)
	slash := strings.LastIndexByte(name, '/') + 1
	if paren := strings.IndexByte(name, '('); paren >= 0 && paren < slash {
		slash = strings.LastIndexByte(name[:paren], '/') + 1
	}
	dot := strings.IndexByte(name[slash:], '.')
	if dot < 0 {
		return name, nil
	}
	pkg, rest := name[:slash+dot], name[slash+dot+1:]
	for rest != "" {
		end := strings.IndexByte(rest, '.')
		if strings.HasPrefix(rest, "(") {
			if c := strings.IndexByte(rest, ')'); c >= 0 {
				end = strings.IndexByte(rest[c:], '.')
				if end >= 0 {
					end += c
				}
			}
		}
		e := rest
		if end >= 0 {
			e, rest = rest[:end], rest[end+1:]
		} else {
			rest = ""
		}
		elems = append(elems, e)
	}
	return strings.ReplaceAll(pkg, "%2e", "."), elems
}

// plain removes from a runtime name what does not lead to a function of the source.
func plain(name string) string {
	if i := strings.IndexByte(name, '['); i >= 0 {
		var b strings.Builder
		depth := 0
		for _, r := range name {
			switch {
			case r == '[':
				depth++
			case r == ']' && depth > 0:
				depth--
			case depth == 0:
				b.WriteRune(r)
			}
		}
		name = b.String()
	}
	for {
		i := strings.Index(name, "-range")
		if i < 0 {
			break
		}
		j := i + len("-range")
		for j < len(name) && name[j] >= '0' && name[j] <= '9' {
			j++
		}
		name = name[:i] + name[j:]
	}
	name = strings.TrimSuffix(name, "-fm")
	for {
		i := strings.LastIndexByte(name, '.')
		if i < 0 || !strings.HasPrefix(name[i+1:], "gowrap") && !strings.HasPrefix(name[i+1:], "deferwrap") {
			return name
		}
		name = name[:i]
	}
}

// after returns the elements that follow the declared function in elems, and whether it is the one that
// the name begins with. ok is false when the name does not mention it.
func after(elems []string, decl string) (rest []string, first, ok bool) {
	for i := range elems {
		n := match(elems[i:], decl)
		if n > 0 {
			return elems[i+n:], i == 0, true
		}
	}
	return nil, false, false
}

// match returns how many of the first elements name the declared function, 0 when they do not.
func match(elems []string, decl string) int {
	recv, method, isMethod := strings.Cut(decl, ").")
	if isMethod {
		recv = strings.TrimPrefix(recv, "(*")
	} else {
		recv, method, isMethod = strings.Cut(decl, ".")
	}
	switch {
	case isMethod && len(elems) > 1 && elems[1] == method && strings.TrimSuffix(strings.TrimPrefix(elems[0], "(*"), ")") == recv:
		return 2
	case isMethod || elems[0] != decl:
		return 0
	case decl == "init" && len(elems) > 1 && number(elems[1]):
		return 2
	}
	return 1
}

func number(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil
}

// literal reports whether an element stands for a function literal.
func literal(e string) bool { return number(e) || strings.HasPrefix(e, "func") && number(e[4:]) }

func itoa(n int) string { return strconv.Itoa(n) }

// functionAt finds the function of frame f in fl, or says what is at that line instead.
func (p *pack) functionAt(fl *file, f evidence.Frame) (*function, string) {
	pkg, elems := split(f.Func)
	if len(elems) == 0 {
		return nil, "the frame names no function"
	}
	if main := fl.ast.Name.Name == "main"; main != (pkg == "main") && !strings.HasSuffix(pkg, ".test") && !inlinedFrom(elems) {
		return nil, "the file belongs to package " + fl.ast.Name.Name + ", the frame to " + pkg
	}
	var innermost *function
	for _, fn := range fl.functions {
		if f.Line < fn.start || f.Line > fn.end {
			continue
		}
		if fn.is(elems) {
			return fn, ""
		}
		if innermost == nil || fn.start >= innermost.start && fn.end <= innermost.end {
			innermost = fn
		}
	}
	there := "between functions"
	if innermost != nil {
		there = "in " + innermost.name
	}
	why := "line " + itoa(f.Line) + " is " + there + ", not in " + strings.Join(elems, ".")
	for _, fn := range p.functions {
		if fn.name == strings.Join(elems, ".") {
			return nil, why + ", which is at " + fn.file.base() + ":" + itoa(fn.start)
		}
	}
	return nil, why
}

// inlinedFrom reports whether the name is that of a literal which came with an inlined function, maybe of
// another package.
func inlinedFrom(elems []string) bool {
	if len(elems) == 0 || !literal(elems[len(elems)-1]) {
		return false
	}
	for _, e := range elems[min(len(elems), 2):] {
		if !literal(e) {
			return true
		}
	}
	return len(elems) > 1 && !strings.HasPrefix(elems[0], "(") && !literal(elems[1])
}

// is reports whether the elements of a runtime name are those of fn. The numbers of literals must agree,
// unless the compiler can have counted others: it skips branches that are false for certain, and a
// literal that was inlined is numbered where it went.
func (fn *function) is(elems []string) bool {
	outer := fn
	depth := 0
	for outer.parent != nil {
		outer = outer.parent
		depth++
	}
	if outer.decl == nil { // a literal of a package variable
		return depth+1 == len(tail(elems))
	}
	rest, first, ok := after(elems, outer.name)
	if !ok || len(rest) != depth {
		return false
	}
	if depth == 0 {
		return true
	}
	if len(tail(rest)) != depth {
		return false
	}
	return !first || outer.static || slices.Equal(rest, fn.way())
}

// tail returns the elements at the end that stand for literals.
func tail(elems []string) []string {
	i := len(elems)
	for i > 0 && literal(elems[i-1]) {
		i--
	}
	return elems[i:]
}

// way returns the numbers of the literals that lead to fn: func2, 1.
func (fn *function) way() []string {
	if fn.parent == nil {
		return nil
	}
	n := itoa(fn.number)
	if fn.parent.parent == nil {
		n = "func" + n
	}
	return append(fn.parent.way(), n)
}
