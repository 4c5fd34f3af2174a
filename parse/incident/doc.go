// Package incident is the format of a bundle's evidence: a whole evidence.Set as one JSON document, so that
// what was read from a trace, dumps and profiles can be read again without them.
//
//	evidence.Set ──Write──▶ incident.json ──Parse──▶ an equal evidence.Set
//
// A bundle could as well hold dumps and traces written anew. It does not, because a rule looks at what several
// files say together: who was woken by which cancel, how creations and ends balance, what the source says about a
// line. No text format carries all of that, and a fingerprint that rests on a fact left out would change on the
// way. The schema ctxscope/evidence/v1 is no help either: it is made for people's scripts, and leaves out what
// only rules ask for.
//
// The document has a head, the set, and the objects that the set refers to, one to a line:
//
//	{"schema":"ctxscope/incident/v1",
//	"head":{"Redaction":"basic"},
//	"counted":[{"Goroutine":7,"Times":1840}],
//	"set":{"Sources":[1],"Goroutines":[2,3]},
//	"objects":[
//	{"Path":"execution-trace-1","Kind":"execution-trace"},
//	{"ID":8,"State":3,"Stack":4},
//	…
//	]}
//
// Fields are named as in package evidence, and zero ones are left out. A pointer is the place of its object in
// objects, from 1; so what is shared stays shared, and what refers to each other may. A map is a list of pairs.
// Which fields there are follows from the types: a fact that is added to package evidence is carried without a
// change here. A field that an older or newer version does not know is ignored, and one that the document lacks
// is zero; a field of another meaning needs a new schema.
//
// Counted goroutines stand for many that are alike: each is read as so many, without ids, as of a profile.
//
// Limits: a document of more than 1 GiB, and more than 4 million counted goroutines, are refused. Strings that
// are not UTF-8 are read back with the replacement character.
package incident
