package paper

import "fmt"

// Rule says how the files of a package become its values. The code that is
// published lets every file overwrite the results of the one before it, in the
// order in which the threads of a pool finish, so that one package has as many
// results as files. The published vectors were made in another way, with a
// rule that leaves no choice; see [Joined].
type Rule int

const (
	// Joined takes the calls of all files for one sequence and scores its graph.
	// Files come in the order of Python's os.walk on Windows' NTFS: those of a
	// folder before those of the folders in it, names compared in upper case.
	//
	// Nothing that is published does this, though their process_package begins with
	// an empty all_api_calls that is never used. But the published vectors and lists
	// are what it gives: of 598 different malicious vectors 578 are those of packages
	// in pypi_malregistry, to nine digits, and 211 by the rule Last (docs/PAPER.md).
	Joined Rule = iota
	// Last takes the last file in ascending order of paths that has results, for
	// each measure by itself: one of the outcomes that the published code can
	// have.
	Last
	// Union merges the graphs of all files into one and scores that, as the port
	// https://github.com/Kirin2003/MalGuard does.
	Union
	// Mean adds up the values of all files and divides by the number of files that
	// have calls, also where a file has no Katz values, as the port in
	// https://github.com/lxyeternal/PyGuard (analyze_single_package.py) does.
	Mean
)

// Rules returns all rules.
func Rules() []Rule { return []Rule{Joined, Last, Union, Mean} }

// String returns "joined", "last", "union" or "mean".
func (r Rule) String() string {
	switch r {
	case Joined:
		return "joined"
	case Last:
		return "last"
	case Union:
		return "union"
	case Mean:
		return "mean"
	}
	return fmt.Sprintf("Rule(%d)", int(r))
}
