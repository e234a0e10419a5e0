// Package callgraph builds the static call graph of a Python package: one
// [graph.Graph] over all of its source files.
//
// For most uses call [Build] with the file system of an archive or directory
// and the zero [Options]. Nothing of the package is executed.
//
// # Nodes
//
// Names follow PyCG (Salis et al., ICSE 2021), relative to the package root:
//
//   - pkg.mod, pkg.mod.f, pkg.mod.C.m, pkg.mod.f.g for modules, functions,
//     methods and nested functions; pkg.mod.<lambda1> for the first lambda of
//     a scope; pkg.mod.C for a class body, where it makes a call
//   - os.system, requests.get.text.split for what is imported from outside, by
//     its full import path with aliases undone and parentheses dropped
//   - <builtin>.exec for builtins; <**PyStr**>.join for methods of literals
//   - ?.name for calls of which only the last name is known, <unknown> for
//     calls of which not even that is
//
// The package root is below the single directory in which a source
// distribution keeps its files, and below src/ where that layout is used. The
// spare copies that an archive keeps below "!copy1" and so on have that before
// their names and the phases of the files that they are copies of.
//
// # Edges
//
// An edge says that the caller, the innermost module, class body, function or
// lambda, may call the callee. Every call in the source has at least one,
// except that of a class of the package that defines no constructor, which
// runs no code. So have, where the package defines what they run, properties,
// operators, comparisons, subscripts, tests, iteration, with, await, and what
// builtins ask of their arguments; decorators; raised classes; class statements
// whose metaclass or base has a hook there; functions handed to code outside
// the package (callbacks); and the commands in setup(cmdclass=…).
//
// A method of an object of which nothing is known is told by its name if one
// hierarchy of classes alone has it: see [graph.Facts].ByName.
//
// # Phases
//
// The module level of setup.py, the methods of its commands and all that they
// reach have [graph.PhaseInstall]; the module level of every other file and
// what that reaches have [graph.PhaseImport]; the rest, and code under
// if __name__ == "__main__", has [graph.PhaseRun]. A function that several
// reach has the earliest, and a call has the phase of its caller.
//
// # What is approximated
//
// Names are resolved through assignments, closures, parameters, return values,
// attributes, containers and annotations, all calls of a function taken together.
// Where a name is used in the scope that assigns it, the last assignment before
// that surely happens counts, and those after it in branches and loops; elsewhere
// any. Arguments reach parameters in at most [Passes] rounds; a set of values
// holds at most 32, and a parameter or attribute that receives more than 24
// functions, 8 other objects or 8 values from outside counts as unknown in that
// respect.
//
// # Hidden code
//
// What a file computes from constants alone is evaluated, without running it:
// strings that are put together, encoded, compressed, encrypted or taken apart
// by the functions of the file, up to a number of steps and bytes. Names that
// are looked up by such a string are resolved. Source that reaches exec, eval or
// compile, or that is written to a file, is parsed and belongs to the graph as if
// it stood there, layer after layer: its sites have the place of the call that
// runs them, the layer, and the tricks that hid it. Where a limit ended that the
// warnings of the graph hold [ErrHidden].
//
// Time is linear in the size of the source: the resolution has a number of
// steps for each byte and for each call, and where they do not suffice the
// warnings of the graph hold [ErrLimit].
package callgraph
