// Package source reads what Go source says about the frames of stacks: which context stands behind a line
// and what became of its cancel function, which channel is waited for and who else uses it, which
// deferred calls are pending, which locks are held. It is read with go/parser alone: nothing is type
// checked, built or run, nothing is written, and source that does not compile is read as far as it goes.
//
//	frames of the Set ──places──▶ file ──names──▶ function ──ops──▶ operation ──┬─channels─▶ makes, users
//	      (stacks)                 (pack: its directory, parsed and indexed)    ├─contexts─▶ origins, cancel
//	                                                                            └─query────▶ defers, locks
//
// # Files
//
// A frame names its file as the compiler saw it: an absolute path of the machine that built it, or
// MODULE/FILE and MODULE@VERSION/FILE with -trimpath. The file is, in this order: the one in the module
// below a --src directory whose go.mod has that path; one of GOROOT or of the module cache; the one below
// --src that has most of the end of its path in common. The function must be there at that line. If it is
// not, or if two files fit equally well, Code.Mismatch says so and nothing else is claimed.
//
// # Functions
//
// Names map as names.go has it: "main.(*T).run.func2.1" is the first literal in the second literal of
// method run of *T, in source order, which is the order in which the compiler numbers them.
// "main.f-range1" and "main.f.gowrap1" are lines of f itself.
//
// # Values
//
// A value is followed from variable to variable, through assignments, arguments, results, fields of
// struct types, maps and slices as a whole, and variables captured by literals. Where a parameter has
// several callers, those that a stack of the evidence contains come first, from any package; the others
// must be in the function's own package. Contract for what is found: it is there. What is not found may
// exist all the same.
//
// # Limits
//
//   - Fields are told apart by struct type, not by value: two objects of one type share their channels.
//   - Types are inferred from declarations of the package. Where that fails, a field or method name that
//     is unique in the package decides; a name that is not is not followed.
//   - The order of statements stands for the order of time: of two settings of a variable the last one
//     before the line counts, and a loop is taken to turn once.
//   - Files for other systems count as part of the package; which were built is not known.
//   - Interfaces of other packages, reflection, and values sent over channels end the search.
//   - Files above 4 MiB are not read, nor more than 512 MiB in all; 20,000 frames, 16 steps, 24 origins of
//     a context and 64 users of a channel are the most that is followed or listed.
package source
