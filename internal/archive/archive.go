package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

var (
	// ErrEmpty is returned for a file of zero bytes.
	ErrEmpty = errors.New("archive: empty file")
	// ErrFormat is returned for bytes that are an archive in no known format.
	ErrFormat = errors.New("archive: unknown format")
)

// Options says what to read. The zero value keeps every file, under the limits of
// [DefaultLimits], and tries the password "infected".
type Options struct {
	Limits Limits
	// Keep reports whether the file with a cleaned name is wanted; nil wants all.
	// Other files are inflated, counted, searched for nested archives and dropped.
	Keep func(name string) bool
	// Lone reports whether a file of this name that is no archive is read as a
	// directory that holds nothing else; nil takes none.
	Lone func(name string) bool
	// Passwords are tried in order on encrypted members; nil stands for "infected",
	// the password by which malware collections are shared.
	Passwords []string
}

// An Archive is what was read of an archive or a directory.
type Archive struct {
	// Format is the name of a Format, or "directory", or "file" for a lone one.
	Format string
	// SHA256 is the hexadecimal SHA-256 of the bytes of the archive file. For a
	// directory or lone file it is the SHA-256 of one line "<sha256 of the bytes read>
	// <length> <quoted name>\n" for each regular file read, in Entries' order.
	SHA256 string
	// FS holds the kept files.
	FS *FS
	// Entries lists the kept files with every copy of a duplicated name: hidden
	// ones first, then the rest in the archive's order, so that of equal names the
	// last is the one that an installer would leave on disk. A hidden copy with the
	// content of the visible one, or of another hidden one, is left out.
	Entries []Entry
	// Incomplete says why the archive is not completely read; of each status at
	// most 100 reasons and a count of the rest. It is empty for a complete reading.
	Incomplete []Reason
	// Warnings holds values of type *Warning, of each kind at most 100 and a count.
	Warnings []error
	// Newest is the latest time that the archive gives for one of its files, in UTC: when it
	// was built, if whoever made it tells the truth. Files of nested archives and hidden
	// ones do not count, nor do times that are a [Placeholder]. It is zero where no other is
	// left, and for a directory.
	Newest time.Time
	// Inflated is the number of bytes inflated, kept or not. Work that costs
	// without yielding bytes, such as deriving a key, is counted in.
	Inflated int64
}

// An Entry is one kept file.
type Entry struct {
	// Name is the cleaned name: valid for fs.ValidPath, at most 1,024 bytes and 64
	// segments, with members of nested archives as "outer.whl!/member". Segments
	// ".." are resolved and never climb above the root; in a zip "\" separates like
	// "/"; a NUL ends the name; control characters and invalid UTF-8 become "_".
	Name string
	// Path is the name in FS. It equals Name but for an earlier copy of a name, and
	// for a file with the name of a directory: the k-th such file of the archive is
	// served as "!copy<k>/<Name>".
	Path string
	// Raw is the name as stored, as text: zip names are decoded from UTF-8 or code
	// page 437 as their flag says, nothing else is changed. At most 4,096 bytes.
	Raw string
	// Data is the content. It is shared and read-only.
	Data []byte
	// Copy numbers the entries of equal Name from 0, in the order of Entries.
	Copy int
	// Hidden is set where CPython's zipfile or tarfile would not show this entry
	// with this content.
	Hidden bool
	// Partial is set where Data is only the beginning of the file.
	Partial bool

	order int // position among the entries of the same archive
}

// Open reads the archive file or directory at path. It returns an error where
// nothing could be read (the path does not exist or is neither a file nor a
// directory, ErrEmpty, ErrFormat) and the context's error when that ends.
func Open(ctx context.Context, path string, opt Options) (*Archive, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	if info.IsDir() {
		return openDir(ctx, path, opt)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("archive: %s: neither a file nor a directory", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	defer f.Close()
	a, err := readFile(ctx, f, info.Size(), opt)
	if errors.Is(err, ErrFormat) && opt.Lone != nil && opt.Lone(filepath.Base(path)) {
		return openLone(ctx, path, opt)
	}
	if err != nil {
		return nil, fmt.Errorf("archive: %s: %w", path, err)
	}
	a.checkExtension(filepath.Base(path))
	return a, nil
}

// readFile reads an open archive file: its first Limits.Archive bytes as an
// archive, and all of it for the hash.
func readFile(ctx context.Context, f io.Reader, size int64, opt Options) (*Archive, error) {
	limit := opt.Limits.filled().Archive
	buf := bytes.NewBuffer(make([]byte, 0, min(size, limit)+bytes.MinRead))
	if _, err := buf.ReadFrom(io.LimitReader(f, limit)); err != nil {
		return nil, err
	}
	a, err := Read(ctx, buf.Bytes(), opt)
	if err != nil || size <= limit {
		return a, err
	}
	hash := sha256.New()
	hash.Write(buf.Bytes())
	if _, err := io.Copy(hash, f); err != nil {
		return nil, err
	}
	a.SHA256 = hex.EncodeToString(hash.Sum(nil))
	a.Incomplete = append(a.Incomplete, Reason{Status: LimitArchive,
		Detail: fmt.Sprintf("%d of %d bytes read", limit, size)})
	return a, nil
}

// Read reads an archive from memory. The result does not refer to data. Errors are
// those of [Open].
func Read(ctx context.Context, data []byte, opt Options) (*Archive, error) {
	if len(data) == 0 {
		return nil, ErrEmpty
	}
	r := newReader(ctx, opt)
	r.meter.in = int64(len(data))
	format, err := r.open(source{data: data})
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	return r.finish(format, hex.EncodeToString(sum[:])), nil
}

func (a *Archive) checkExtension(file string) {
	if format, ext := promised(file); format != "" && format != a.Format {
		a.Warnings = append(a.Warnings, &Warning{Kind: LyingExtension,
			Detail: fmt.Sprintf("named %q but is %s", ext, a.Format)})
	}
}
