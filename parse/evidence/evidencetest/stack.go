package evidencetest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ctxscope/ctxscope/parse/evidence"
)

// stackTable interns stacks by their text.
type stackTable map[string]*evidence.Stack

// returned marks a frame of a creation that the creator has left.
const returned = "(returned)"

// cut splits a line at the colon before its stack.
func cut(line string) (head, stack string, err error) {
	head, stack, ok := strings.Cut(line, ": ")
	if !ok {
		return "", "", fmt.Errorf("want a colon and a stack, got %q", line)
	}
	return head, stack, nil
}

// stack reads frames, leaf first. A frame is
//
//	FUNCTION [FILE:LINE]
func (st stackTable) stack(text string) (*evidence.Stack, error) {
	s, gone, err := st.creation(text)
	if err == nil && gone > 0 {
		return nil, fmt.Errorf("only a creator's frames are %s, got %q", returned, text)
	}
	return s, err
}

// creation reads a creator's frames, of which the first gone have returned.
func (st stackTable) creation(text string) (s *evidence.Stack, gone int, err error) {
	var frames []evidence.Frame
	for i, part := range strings.Split(text, " < ") {
		words := strings.Fields(part)
		if n := len(words); n > 1 && words[n-1] == returned {
			words = words[:n-1]
			if gone != i {
				return nil, 0, fmt.Errorf("a frame that was called by one that has returned has returned too, got %q", text)
			}
			gone++
		}
		f, err := frame(words)
		if err != nil {
			return nil, 0, err
		}
		frames = append(frames, f)
	}
	return st.intern(frames), gone, nil
}

func (st stackTable) intern(frames []evidence.Frame) *evidence.Stack {
	var key strings.Builder
	for _, f := range frames {
		fmt.Fprintf(&key, "%s < ", f)
	}
	s := st[key.String()]
	if s == nil {
		s = &evidence.Stack{Frames: frames}
		st[key.String()] = s
	}
	return s
}

func frame(words []string) (evidence.Frame, error) {
	if len(words) == 0 || len(words) > 2 {
		return evidence.Frame{}, fmt.Errorf("want FUNCTION FILE:LINE, got %q", strings.Join(words, " "))
	}
	f := evidence.Frame{Func: words[0]}
	if len(words) == 1 {
		return f, nil
	}
	i := strings.LastIndexByte(words[1], ':')
	if i < 0 {
		return evidence.Frame{}, fmt.Errorf("want FILE:LINE, got %q", words[1])
	}
	line, err := strconv.Atoi(words[1][i+1:])
	if err != nil || line < 1 {
		return evidence.Frame{}, fmt.Errorf("want FILE:LINE, got %q", words[1])
	}
	f.File, f.Line = words[1][:i], line
	return f, nil
}

func compareStacks(a, b *evidence.Stack) int {
	return slices.CompareFunc(a.All(), b.All(), func(x, y evidence.Frame) int {
		return cmp.Or(cmp.Compare(x.Func, y.Func), cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line))
	})
}
