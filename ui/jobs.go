package ui

import tea "github.com/charmbracelet/bubbletea"

// jobs are the commands that components start in the middle of an update, without each of their
// methods having to hand a tea.Cmd up through all its callers. app passes them on when the update ends.
type jobs struct{ waiting []tea.Cmd }

func (j *jobs) add(c tea.Cmd) { j.waiting = append(j.waiting, c) }

// take returns what was added since the last take, as one command.
func (j *jobs) take() tea.Cmd {
	if len(j.waiting) == 0 {
		return nil
	}
	all := j.waiting
	j.waiting = nil
	return tea.Batch(all...)
}
