package datasets

import "strings"

// Installed says, by its path, whether a Python file is code that an installation
// would run, rather than tests, documentation, examples or benchmarks. It is for
// choosing what to learn from: an attacker names files as he likes.
func Installed(name string) bool {
	parts := strings.Split(strings.ToLower(name), "/")
	for _, dir := range parts[:len(parts)-1] {
		switch strings.Trim(dir, "_-.") {
		case "test", "tests", "testing", "unittest", "unittests", "doc", "docs", "documentation", "example", "examples",
			"sample", "samples", "demo", "demos", "benchmark", "benchmarks", "bench":
			return false
		}
	}
	base := parts[len(parts)-1]
	return !strings.HasPrefix(base, "test_") && !strings.HasSuffix(base, "_test.py") && base != "conftest.py"
}

// vendored says, by its path, whether a file is another project's, copied in.
func vendored(name string) bool {
	parts := strings.Split(strings.ToLower(name), "/")
	for _, dir := range parts[:len(parts)-1] {
		switch strings.Trim(dir, "_-.") {
		case "vendor", "vendored", "vendors", "third_party", "thirdparty", "extern", "externals", "site-packages":
			return true
		}
	}
	return false
}
