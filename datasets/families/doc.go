// Package families tells which packages of a collection are near-duplicates of one
// another, so that no copy of what is learnt from is ever tested on: one campaign can be half
// of all archives.
//
// For most uses call [Read] with a collection and [Relate] with what it returns; [Summarise]
// counts what there is to know of a collection before it is learnt from.
//
// A package is compared by the syntax of its Python files, names and constants left out.
// Every run of seven nodes in preorder is a shingle; the similarity of two packages is the
// Jaccard index of their sets of shingles, |A∩B| / |A∪B|. It is exact for the sets of most
// packages, and estimated from the 1,024 smallest hashes of larger ones (Broder: On the
// resemblance and containment of documents, 1997, https://doi.org/10.1109/SEQUEN.1997.666900).
// Which pairs are compared at all is found by MinHash in bands (Leskovec, Rajaraman, Ullman:
// Mining of Massive Datasets, chapter 3, http://www.mmds.org/).
//
// Families are the connected parts where packages of a similarity of 0.8 and more are linked
// (single linkage). Their names are made of what is in them, so that the order of a collection
// does not matter.
package families
