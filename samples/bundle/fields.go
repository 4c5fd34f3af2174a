package bundle

// A sort of string says what a field of package evidence holds, and so how it is made safe.
type sort uint8

const (
	free    sort = iota // anything at all: replaced as a whole. What is not in the table is that
	own                 // a constant of ctxscope, or a fingerprint
	input               // the path of an input
	goFile              // the path of a source file
	name                // a function or a type
	pkgPath             // an import path
	code                // source text
	wait                // a wait reason
	version             // of Go
	word                // of a small vocabulary
	said                // a message of ctxscope's, which may quote the input
)

// fields is the table of all strings in package evidence, by type and field. Frames and labels are
// seen to in redact.go as a whole.
var fields = map[string]sort{
	"Source.Path":    input,
	"Source.Kind":    own,
	"Source.Go":      version,
	"Source.Program": free,
	"Source.Note":    said,
	"Source.Missing": said,
	"Source.Apart":   said,

	"Goroutine.Wait":     wait,
	"Goroutine.WaitText": wait,
	"History.Regions":    free,
	"Wake.Wait":          wait,
	"WaitSite.Wait":      wait,
	"Span.Wait":          wait,
	"Still.Wait":         wait,

	"Task.Name":           free,
	"Log.Category":        free,
	"Log.Message":         free,
	"Context.Kind":        word,
	"Context.Root":        word,
	"Context.Via":         name,
	"Context.Key":         name,
	"ContextUse.Kind":     own,
	"ContextUse.Boundary": free,
	"Resource.Kind":       word,
	"Hold.Role":           own,
	"Contention.Kind":     own,
	"BenchResult.Name":    name,
	"BenchResult.Package": pkgPath,
	"BenchValue.Unit":     word,
	"Pos.File":            input,
	"Problem.Message":     said,

	"Code.Path":             goFile,
	"Code.Mismatch":         said,
	"Function.Name":         name,
	"Function.Within":       name,
	"Op.Kind":               own,
	"Op.Text":               code,
	"Op.Call":               code,
	"Skip.Call":             code,
	"Op.Ends":               own,
	"Case.Kind":             own,
	"Case.Text":             code,
	"Case.Ends":             own,
	"DeferCall.Call":        code,
	"HeldLock.Lock":         code,
	"GoStart.How":           code,
	"GoStart.Entry":         code,
	"GoStart.Func":          name,
	"GoStart.Group":         word,
	"OwnerCode.Type":        name,
	"ContextVar.Name":       code,
	"ContextOrigin.Kind":    own,
	"ContextOrigin.Text":    code,
	"ContextOrigin.Timeout": code,
	"CancelFate.Name":       code,
	"CancelFate.Stored":     code,
	"CancelFate.Passed":     code,
	"CancelFate.Owner":      code,
	"ChannelCode.Name":      code,
	"ChannelCode.Confined":  name,
	"ChannelMake.Cap":       code,
	"ChannelUse.Kind":       own,

	"Set.Renamed": own,
}
