package archive

import "time"

// stamp takes note of the time that the archive gives for a file.
func (r *reader) stamp(src source, m member, t time.Time) {
	if src.depth == 0 && !m.hidden && t.After(r.newest) && !Placeholder(t) {
		r.newest = t.UTC()
	}
}

// Placeholder says whether a time is one that tools write where there is none: anything
// before 1990, such as the epochs of Unix (1970) and MS-DOS (1980), and the midnights of
// 2016-01-01 (poetry-core and flit, https://github.com/python-poetry/poetry-core) and
// 2020-02-02 (hatchling, https://hatch.pypa.io/latest/config/build/#reproducible-builds),
// which those give all files of a build that is to be the same every time.
func Placeholder(t time.Time) bool {
	t = t.UTC()
	return t.Year() < 1990 || t.Equal(time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC)) ||
		t.Equal(time.Date(2020, 2, 2, 0, 0, 0, 0, time.UTC))
}

// modified returns the time of a record. It is local time where the archive was made, and
// read as that of Greenwich.
func (r *record) modified() time.Time {
	return time.Date(1980+int(r.date>>9), time.Month(r.date>>5&15), int(r.date&31),
		int(r.time>>11), int(r.time>>5&63), int(r.time&31)*2, 0, time.UTC)
}
