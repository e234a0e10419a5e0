// Package datasets opens packages and collections of labelled packages.
//
// For one package call [Open]: an archive, a directory or a Python file becomes a
// [Package] in memory. For a labelled collection write a manifest, a table of paths
// and labels, and [Load] it; [MalRegistry] and [BenignRepos] make the manifests of
// the two public collections that the embedded model is trained on, [BenignWheels],
// [Distributions] and [StandardLibrary] those of more honest code.
//
// Malicious packages are small and benign repositories large. So that size teaches
// nothing, [Slices] cuts the benign into small pieces, [Trim] drops from the malicious
// what slices never hold, and [Match] pairs the two by size.
//
// Nothing here executes, imports, installs or unpacks anything to disk.
package datasets
