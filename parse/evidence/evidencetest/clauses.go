package evidencetest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// clauses are the words of a line: those before the first key, and after each key those up to the next.
//
//	chan send since 1.5s every 100ms      "chan send", since: "1.5s", every: "100ms"
type clauses struct {
	free string
	of   map[string]string
	err  error // the first number or duration that was none
}

// split takes head apart at the keys.
func split(head string, keys ...string) (*clauses, error) {
	c := &clauses{of: make(map[string]string)}
	key := ""
	for _, word := range strings.Fields(head) {
		switch {
		case slices.Contains(keys, word):
			if _, twice := c.of[word]; twice {
				return nil, fmt.Errorf("%s stands twice, got %q", word, head)
			}
			key = word
			c.of[key] = ""
		case key == "":
			c.free = strings.TrimSpace(c.free + " " + word)
		default:
			c.of[key] = strings.TrimSpace(c.of[key] + " " + word)
		}
	}
	return c, nil
}

func (c *clauses) has(key string) bool { _, ok := c.of[key]; return ok }

// number reads the count after key; missing is what it is when key is not there.
func (c *clauses) number(key string, missing int) int {
	if !c.has(key) {
		return missing
	}
	n, err := strconv.Atoi(c.of[key])
	if c.err == nil && (err != nil || n < 0 || n > maxCount) {
		c.err = fmt.Errorf("%s: want a count, got %q", key, c.of[key])
	}
	return n
}

// maxCount keeps sums of counts far from overflowing.
const maxCount = 1 << 24

// duration reads the length of time after key, 0 when key is not there.
func (c *clauses) duration(key string) time.Duration {
	if !c.has(key) {
		return 0
	}
	d, err := time.ParseDuration(c.of[key])
	if c.err == nil && (err != nil || d < 0) {
		c.err = fmt.Errorf("%s: want a length of time, got %q", key, c.of[key])
	}
	return d
}

// alone reports an error when there were words before the first key.
func (c *clauses) alone() error {
	if c.err == nil && c.free != "" {
		c.err = fmt.Errorf("unknown words, got %q", c.free)
	}
	return c.err
}
