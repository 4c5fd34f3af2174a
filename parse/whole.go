package parse

import "github.com/ctxscope/ctxscope/parse/evidence"

// noteWhole notes of each file that holds no trace that it was not cut, whatever was asked for. What is in a
// bundle was read long ago.
func noteWhole(set *evidence.Set) {
	for _, src := range set.Sources {
		switch {
		case src.Kind == evidence.ExecutionTrace || src.Kind == evidence.Unrecognised:
		case set.Has(evidence.Bundle) && src.Kind != evidence.Bundle:
		case src.Note == "":
			src.Note = whole
		default:
			src.Note += "; " + whole
		}
	}
}

const whole = "read whole: only execution traces are cut"
