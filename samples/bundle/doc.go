// Package bundle makes of an incident what can be attached to a bug report: a zip file of what was read, with the
// names of a company taken out, which ctxscope reads again as it reads the incident itself.
//
//	evidence.Set ──Slice──▶ the chosen goroutines, the others counted ──Redact──▶ no private names ──Write──▶ zip
//
// The zip has three members: incident.json, the evidence (package parse/incident says why it is in a form of its
// own); issue.md, a report to paste; and README.txt, which says what was replaced and what was not.
//
// Redaction goes by field, not by pattern: each string of package evidence has a row in the table of fields.go
// that says what it is, and a string without a row is replaced as a whole. So a fact that somebody adds cannot
// leak by being forgotten, and a test asks for its row. What is replaced is numbered, in order of appearance, and
// not hashed: a hash of a user's name is found by trying names, a number says nothing.
//
//	                    basic (default)                       strict
//	package paths       word by word: acme.internal/pay       the same
//	                    becomes p01/p02; the standard
//	                    library and well-known modules stay
//	functions, types    kept                                  n01
//	files               directories as packages, the          f01.go
//	                    file's own name kept
//	label values        v01                                   the same
//	label keys          kept                                  k01
//	logs, tasks,        t01                                   the same
//	regions, messages
//	source text         kept, literals left out               names replaced, too
//	inputs              by kind: execution-trace-1            the same
//	addresses           renumbered, their order kept          the same
//	states, waits,      kept                                  kept
//	times, counts
//
// The fingerprint of a chain is made of function names, so it would change with them. The bundle therefore says
// what the fingerprint of each chain was: evidence.Set.Renamed. It is a hash of 32 bits that nobody can turn back;
// who guesses the right three function names can confirm the guess, as with any fingerprint in a ticket.
//
// Limits: the names of functions and types are part of the report at basic, and may tell what the program is
// about. What looks like a token, a key, an address or a mail among what is kept is listed for review; a
// password that looks like a word is not found that way.
package bundle
