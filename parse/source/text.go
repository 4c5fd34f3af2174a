package source

import (
	"go/ast"
	"go/token"
	"strings"
)

// maxText is how long source text gets before it is cut, in bytes.
const maxText = 120

// text returns the source of n on one line, the bodies of function literals as { … }.
func (f *file) text(p *pack, n ast.Node) string {
	if n == nil || !n.Pos().IsValid() {
		return ""
	}
	tf := p.fset.File(n.Pos())
	if tf == nil {
		return ""
	}
	var b strings.Builder
	from := n.Pos()
	put := func(to token.Pos) {
		i, j := tf.Offset(from), tf.Offset(to)
		if i < j && j <= len(f.src) {
			b.Write(f.src[i:j])
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		lit, ok := n.(*ast.FuncLit)
		if !ok || lit.Body == nil || lit.Body.Lbrace < from {
			return true
		}
		put(lit.Body.Lbrace)
		b.WriteString("{ … }")
		from = lit.Body.End()
		return false
	})
	put(n.End())
	s := strings.Join(strings.Fields(b.String()), " ")
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "") + "…"
	}
	return s
}
