package main

// nearest returns the one of known that name was probably meant to be: the fewest single-letter edits
// away, at most a third of its letters, or the one that it begins. It returns "" when there is none.
func nearest(name string, known []string) string {
	best, least := "", 1+max(len(name)/3, 1)
	for _, k := range known {
		d := edits(name, k)
		if len(name) >= 3 && len(name) < len(k) && k[:len(name)] == name {
			d = 1
		}
		if d < least {
			best, least = k, d
		}
	}
	return best
}

// edits returns the Levenshtein distance of a and b in bytes.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
