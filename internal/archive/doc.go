// Package archive reads the files of a Python package out of an archive or a
// directory, in memory and under limits, when whoever made the archive may
// want the reading to go wrong.
//
// For most uses call [Open]. It recognises tar.gz, tar.bz2, tar.xz, tar.zst,
// plain tar and zip (so wheels and eggs) by their bytes, never by name, and
// returns an [Archive]: an [FS] with the files that [Options.Keep] asked for,
// the same files as a flat list that also holds every copy of a duplicated
// name, and two lists of findings.
//
//   - [Archive.Incomplete] says why the archive cannot be called completely
//     read: it is cut off, encrypted, over a limit, or its directory names other
//     files than its content holds. Nothing read is not clean: a caller must not
//     report such an archive as benign.
//   - [Archive.Warnings] holds signals that hide no content: names that climb
//     out of the archive, links, devices, an extension that lies.
//
// A file that is no archive is read where [Options.Lone] asks for it.
//
// An error is returned only where nothing at all could be read.
//
// # Safety
//
// Nothing is ever written to disk, executed or followed, so names that climb
// and links are only signals. Bytes are counted while they are inflated and a
// declared size never decides how much memory is set aside. The limits count
// bytes and entries, never time, so that the same archive gives the same result
// on every machine; time is the caller's context alone.
//
// # Two programs, two contents
//
// Installers disagree about archives whose parts contradict each other, and
// malware uses that. This package therefore reads every view: the central
// directory and the local headers of a zip, what follows the end-of-archive
// block of a tar, and the zip at the end of a file that begins as a tar. An entry
// that CPython's zipfile or tarfile would not show has [Entry.Hidden] set.
//
// # What is lost
//
// Of an xz file that is cut off, the incomplete last chunk is not decoded: at most
// 2 MiB. Encrypted members and unknown compression methods yield no entry. All of
// these are in [Archive.Incomplete].
//
// # Adding a format
//
// Write <fmt>.go with a function that returns a [Format], and add it to
// [Formats].
package archive
