package source

import (
	"errors"
	"go/scanner"
	"io/fs"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// reason returns why an I/O operation did not work, without the path, which the message has.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// syntaxProblem says what the parser stumbled over first. What it could read of the file counts.
func syntaxProblem(file string, err error) evidence.Problem {
	pr := evidence.Problem{Pos: evidence.Pos{File: file}, Message: "syntax error: " + err.Error()}
	var list scanner.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		pr.Pos = evidence.AtLine(file, list[0].Pos.Line)
		pr.Message = "syntax error: " + list[0].Msg
	}
	return pr
}
