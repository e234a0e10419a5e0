// Package datasets opens packages and collections of labelled packages.
//
// For one package call [Open]: an archive or a directory becomes a [Package]
// in memory. For a labelled collection write a manifest, a table of paths and
// labels, and [Load] it; [MalRegistry] and [BenignRepos] make the manifests of
// the two public collections that the embedded model is trained on.
//
// Nothing here executes, imports, installs or unpacks anything to disk.
package datasets
