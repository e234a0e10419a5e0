package archive

import (
	"context"
	"fmt"
	"io"
)

const (
	kib = 1 << 10
	mib = 1 << 20
)

// Limits bounds what reading one archive, with all archives nested in it, may
// cost. A zero field stands for its value in [DefaultLimits], a negative one for
// "none at all". Reaching a limit is no error: what was kept so far stays, and
// [Archive.Incomplete] names the limit.
type Limits struct {
	// Archive is the greatest number of bytes read of the archive file itself.
	Archive int64
	// Total is the greatest number of bytes inflated, kept or not, nested
	// archives included. It also bounds the sum of the lengths of all Entry.Data.
	Total int64
	// File is the greatest number of bytes kept of one file; the rest is dropped.
	File int64
	// Entries is the greatest number of members: files, directories and links.
	Entries int
	// Ratio is the greatest number of bytes inflated for each byte of the archive
	// file, checked once more than RatioFloor bytes are inflated.
	Ratio, RatioFloor int64
	// Nesting is how deep archives within archives are opened: 2 opens a zip in a
	// wheel in an sdist, a negative value opens none.
	Nesting int
}

// DefaultLimits returns the limits that stand for zero fields: 512 MiB of archive,
// 512 MiB in total, 32 MiB a file, 100,000 entries, ratio 200 above 64 MiB, and a
// nesting of 2. Of 11,666 malicious packages the largest inflates to 10.1 MB, has
// 5,592 entries and a ratio of 76; the rest is room for large benign wheels.
func DefaultLimits() Limits {
	return Limits{
		Archive:    512 * mib,
		Total:      512 * mib,
		File:       32 * mib,
		Entries:    100_000,
		Ratio:      200,
		RatioFloor: 64 * mib,
		Nesting:    2,
	}
}

// filled returns l with defaults for zero fields and zero for negative ones.
func (l Limits) filled() Limits {
	d := DefaultLimits()
	return Limits{
		Archive:    orDefault(l.Archive, d.Archive),
		Total:      orDefault(l.Total, d.Total),
		File:       orDefault(l.File, d.File),
		Entries:    orDefault(l.Entries, d.Entries),
		Ratio:      orDefault(l.Ratio, d.Ratio),
		RatioFloor: orDefault(l.RatioFloor, d.RatioFloor),
		Nesting:    orDefault(l.Nesting, d.Nesting),
	}
}

func orDefault[T int | int64](v, def T) T {
	if v == 0 {
		return def
	}
	return max(v, 0)
}

// limitError ends a reading; the reader turns it into a Reason.
type limitError struct {
	status Status
	detail string
}

// Error returns "status: detail".
func (e *limitError) Error() string { return string(e.status) + ": " + e.detail }

// meter counts what one reading has cost so far. Nested archives share it.
type meter struct {
	ctx      context.Context
	limits   Limits
	in       int64 // bytes of the archive file, or of the files of a directory
	inflated int64
	entries  int
}

// room is the number of bytes that may still be inflated.
func (m *meter) room() int64 {
	return min(m.limits.Total, max(m.limits.RatioFloor, m.in*m.limits.Ratio)) - m.inflated
}

// charge counts n bytes as inflated, or fails where there is no room for them.
// Besides bytes it is used for work that costs like inflating n bytes.
func (m *meter) charge(n int64) error {
	room := m.room()
	if n <= room {
		m.inflated += n
		return nil
	}
	m.inflated += max(room, 0)
	if m.inflated >= m.limits.Total {
		return &limitError{LimitTotal, fmt.Sprintf("more than %d bytes inflated", m.limits.Total)}
	}
	return &limitError{LimitRatio, fmt.Sprintf("more than %d bytes inflated from %d", m.inflated, m.in)}
}

// entry counts one more member.
func (m *meter) entry() error {
	if m.entries >= m.limits.Entries {
		return &limitError{LimitEntries, fmt.Sprintf("more than %d entries", m.limits.Entries)}
	}
	m.entries++
	return m.ctx.Err()
}

// metered counts what is read through it and ends with a limitError, or with
// the context's error.
type metered struct {
	r io.Reader
	m *meter
}

// Read implements io.Reader. What it returns is always within the limits.
func (c metered) Read(p []byte) (int, error) {
	if err := c.m.ctx.Err(); err != nil {
		return 0, err
	}
	room := c.m.room()
	if int64(len(p)) > room+1 { // one more than allowed tells "exactly full" from "over"
		p = p[:max(room, 0)+1]
	}
	n, err := c.r.Read(p)
	if over := c.m.charge(int64(n)); over != nil {
		return int(max(room, 0)), over
	}
	return n, err
}
