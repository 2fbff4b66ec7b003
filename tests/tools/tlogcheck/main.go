// Tlogcheck verifies a log's folder of static files with the code that the Go command uses for its
// checksum database: golang.org/x/mod/sumdb/note and tlog. Nothing here is shared with Demur.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run ./tests/tools/tlogcheck FOLDER VKEY [OLD-CHECKPOINT]
//
// It opens the checkpoint, authenticates every tile against its root, compares every entry with its
// leaf hash, proves and checks single records, and proves that the tree extends its own earlier sizes
// and, where a file with one is given, an earlier signed checkpoint.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

// folder reads tiles from static files. The checksum database writes the tile height into its
// paths; C2SP tlog-tiles, where it always is 8, does not.
type folder string

func (f folder) Height() int                             { return tileHeight }
func (f folder) SaveTiles(tiles []tlog.Tile, _ [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

// entries reads the bundle under level 0 tile n of that width.
func (f folder) entries(n int64, width int) ([][]byte, error) {
	tile := tlog.Tile{H: tileHeight, L: -1, N: n, W: width}
	path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
	bundle, err := os.ReadFile(filepath.Join(string(f), path))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for i := 0; i < width; i++ {
		if len(bundle) < 2 {
			return nil, fmt.Errorf("%s ends before entry %d", path, i)
		}
		length := int(binary.BigEndian.Uint16(bundle))
		bundle = bundle[2:]
		if len(bundle) < length {
			return nil, fmt.Errorf("%s ends inside entry %d", path, i)
		}
		entries = append(entries, bundle[:length])
		bundle = bundle[length:]
	}
	if len(bundle) != 0 {
		return nil, fmt.Errorf("%s has bytes after its last entry", path)
	}
	return entries, nil
}

// open verifies a signed checkpoint. Its three lines are parsed here: ParseTree insists on the
// checksum database's own first line.
func open(path, vkey string) (tlog.Tree, error) {
	var tree tlog.Tree
	text, err := os.ReadFile(path)
	if err != nil {
		return tree, err
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.SplitN(opened.Text, "\n", 2)
	if lines[0] != verifier.Name() {
		return tree, fmt.Errorf("the checkpoint is of %q", lines[0])
	}
	return tlog.ParseTree([]byte("go.sum database tree\n" + lines[1]))
}

// checkRecords compares every entry with its leaf hash, which the reader has proved against the
// root, and tries the proof that a single record would carry on about 500 of them.
func checkRecords(log folder, tree tlog.Tree, reader tlog.HashReader) error {
	stride := 1 + tree.N/500
	for first := int64(0); first < tree.N; first += 256 {
		width := 256
		if tree.N-first < 256 {
			width = int(tree.N - first)
		}
		entries, err := log.entries(first/256, width)
		if err != nil {
			return err
		}
		var indexes []int64
		for i := range entries {
			indexes = append(indexes, tlog.StoredHashIndex(0, first+int64(i)))
		}
		leaves, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i, entry := range entries {
			index := first + int64(i)
			if tlog.RecordHash(entry) != leaves[i] {
				return fmt.Errorf("entry %d does not have the hash in its tile", index)
			}
			if index%stride == 0 {
				if err := checkProof(tree, reader, index, leaves[i]); err != nil {
					return fmt.Errorf("entry %d: %v", index, err)
				}
			}
		}
	}
	return nil
}

func checkProof(tree tlog.Tree, reader tlog.HashReader, index int64, leaf tlog.Hash) error {
	proof, err := tlog.ProveRecord(tree.N, index, reader)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf)
}

func checkExtends(tree tlog.Tree, reader tlog.HashReader, size int64, root tlog.Hash) error {
	proof, err := tlog.ProveTree(tree.N, size, reader)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, size, root)
}

func check(log folder, vkey string, old []string) error {
	tree, err := open(filepath.Join(string(log), "checkpoint"), vkey)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, log)
	if err := checkRecords(log, tree, reader); err != nil {
		return err
	}
	for size := int64(1); size <= tree.N; size += 1 + tree.N/50 {
		root, err := tlog.TreeHash(size, reader)
		if err != nil {
			return err
		}
		if err := checkExtends(tree, reader, size, root); err != nil {
			return fmt.Errorf("size %d: %v", size, err)
		}
	}
	for _, path := range old {
		earlier, err := open(path, vkey)
		if err != nil {
			return err
		}
		if err := checkExtends(tree, reader, earlier.N, earlier.Hash); err != nil {
			return fmt.Errorf("the log does not extend %s: %v", path, err)
		}
	}
	fmt.Printf("%d entries hold\n", tree.N)
	return nil
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: tlogcheck FOLDER VKEY [OLD-CHECKPOINT...]")
		os.Exit(2)
	}
	if err := check(folder(os.Args[1]), os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, "tlogcheck:", err)
		os.Exit(1)
	}
}
