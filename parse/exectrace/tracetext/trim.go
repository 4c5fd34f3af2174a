package tracetext

import "bytes"

// trim takes blanks off both ends of a line, and the marks of a quoted mail or ticket off its start.
func trim(line []byte) []byte {
	line = bytes.TrimSpace(line)
	for len(line) > 0 && line[0] == '>' {
		line = bytes.TrimSpace(line[1:])
	}
	return line
}
