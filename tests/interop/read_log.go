// Reads a published log by code that is not ours: golang.org/x/mod/sumdb, as Debian packages it.
//
//	read_log FOLDER VKEY [CHECKPOINT ...]
//
// It opens the folder's checkpoint with the key, compares every tile and bundle with the leaves,
// proves the entries to be in the tree, and the tree to go on from each earlier checkpoint named,
// and from many earlier sizes. One line says what was read; an error ends it with 1.
//
// Two things differ from Go's own logs: their tile paths name a height and call the entries "data"
// (tile/8/data/000 is tile/entries/000 here), and their checkpoint begins with words of its own.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8 // of a tile: 256 hashes

type folder struct {
	path string
	read map[string][]byte
}

func (f folder) Height() int                         { return height }
func (f folder) SaveTiles(_ []tlog.Tile, _ [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := f.file(pathOf(tile))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (f folder) file(path string) ([]byte, error) {
	if data, found := f.read[path]; found {
		return data, nil
	}
	data, err := os.ReadFile(filepath.Join(f.path, filepath.FromSlash(path)))
	f.read[path] = data
	return data, err
}

// pathOf turns Go's path of a tile into that of tlog-tiles.
func pathOf(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
	return "tile/" + strings.Replace(path, "data/", "entries/", 1)
}

func openCheckpoint(data []byte, vkey string) (tlog.Tree, error) {
	var tree tlog.Tree
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("not a checkpoint of %s: %q", verifier.Name(), opened.Text)
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return tree, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tree, fmt.Errorf("not a root: %q", lines[2])
	}
	copy(tree.Hash[:], root)
	return tree, nil
}

// leaves reads every bundle: entries, each after its length in two bytes, the higher first.
func (f folder) leaves(size int64) ([]tlog.Hash, error) {
	var all []tlog.Hash
	for _, tile := range tilesOf(size) {
		if tile.L > 0 {
			break
		}
		data, err := f.file(pathOf(tlog.Tile{H: height, L: -1, N: tile.N, W: tile.W}))
		if err != nil {
			return nil, err
		}
		for width := tile.W; width > 0; width-- {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("bundle %d is cut short", tile.N)
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			all = append(all, tlog.RecordHash(data[2:end]))
			data = data[end:]
		}
		if len(data) != 0 {
			return nil, fmt.Errorf("bundle %d holds more than its entries", tile.N)
		}
	}
	return all, nil
}

// tilesOf lists the tiles of one size: at each level the full ones, then what is left.
func tilesOf(size int64) []tlog.Tile {
	var tiles []tlog.Tile
	for level := 0; size > 0; level++ {
		for number := int64(0); number<<height < size; number++ {
			width := size - number<<height
			if width > 1<<height {
				width = 1 << height
			}
			tiles = append(tiles, tlog.Tile{H: height, L: level, N: number, W: int(width)})
		}
		size >>= height
	}
	return tiles
}

// compareTiles makes each tile anew from the leaves and compares it with the file.
func (f folder) compareTiles(leaves []tlog.Hash) (int, error) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var found []tlog.Hash
		for _, index := range indexes {
			found = append(found, stored[index])
		}
		return found, nil
	})
	for number, leaf := range leaves {
		hashes, err := tlog.StoredHashesForRecordHash(int64(number), leaf, reader)
		if err != nil {
			return 0, err
		}
		stored = append(stored, hashes...)
	}
	tiles := tilesOf(int64(len(leaves)))
	for _, tile := range tiles {
		wanted, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			return 0, err
		}
		found, err := f.file(pathOf(tile))
		if err != nil {
			return 0, err
		}
		if string(found) != string(wanted) {
			return 0, fmt.Errorf("%s is not made from the entries", pathOf(tile))
		}
	}
	return len(tiles), nil
}

// proveEntries proves every entry; of more than 5,000, as many spread over all of them.
func proveEntries(tree tlog.Tree, leaves []tlog.Hash, reader tlog.HashReader) (int, error) {
	proven := 0
	for number := 0; number < len(leaves); number += 1 + len(leaves)/5000 {
		leaf := leaves[number]
		proof, err := tlog.ProveRecord(tree.N, int64(number), reader)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, int64(number), leaf); err != nil {
			return 0, fmt.Errorf("entry %d: %w", number, err)
		}
		proven++
	}
	return proven, nil
}

func proveGrowth(tree, earlier tlog.Tree, reader tlog.HashReader) error {
	proof, err := tlog.ProveTree(tree.N, earlier.N, reader)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, earlier.N, earlier.Hash); err != nil {
		return fmt.Errorf("from size %d: %w", earlier.N, err)
	}
	return nil
}

func run(path, vkey string, checkpoints []string) error {
	log := folder{path, map[string][]byte{}}
	data, err := log.file("checkpoint")
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(data, vkey)
	if err != nil {
		return err
	}
	leaves, err := log.leaves(tree.N)
	if err != nil {
		return err
	}
	tiles, err := log.compareTiles(leaves)
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tree, log)
	proven, err := proveEntries(tree, leaves, reader)
	if err != nil {
		return err
	}
	for _, name := range checkpoints {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		earlier, err := openCheckpoint(data, vkey)
		if err != nil {
			return err
		}
		if err := proveGrowth(tree, earlier, reader); err != nil {
			return err
		}
	}
	sizes := 0
	for size := int64(1); size <= tree.N; size += 1 + tree.N/100 {
		root, err := tlog.TreeHash(size, reader)
		if err != nil {
			return err
		}
		if err := proveGrowth(tree, tlog.Tree{N: size, Hash: root}, reader); err != nil {
			return err
		}
		sizes++
	}
	fmt.Printf("size %d, root %s, %d tiles, %d entries proven, %d checkpoints and %d sizes gone on from\n",
		tree.N, tree.Hash, tiles, proven, len(checkpoints), sizes)
	return nil
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "read_log FOLDER VKEY [CHECKPOINT ...]")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
