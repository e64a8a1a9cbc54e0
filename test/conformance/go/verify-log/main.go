// Verifies a folder of the federation log with Go's own packages and nothing of ours: notes by
// golang.org/x/mod/sumdb/note, proofs by golang.org/x/mod/sumdb/tlog.
//
//	verify-log CASES
//
// CASES is a file of JSON lines, see type question. For each line one word is printed, "accepted" or
// "refused" and why. Exit status 0 when every line was answered.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A question has the fields of its kind: NOTE, INCLUSION, CONSISTENCY or FOLDER. Hashes are base64.
type question struct {
	Kind string `json:"kind"`

	Key  string `json:"key"`
	Note string `json:"note"`

	Index int64    `json:"index"`
	Size  int64    `json:"size"`
	Entry string   `json:"entry"`
	Root  string   `json:"root"`
	Proof []string `json:"proof"`

	OldSize int64  `json:"oldSize"`
	OldRoot string `json:"oldRoot"`

	Folder string `json:"folder"`
}

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		if err := answer(asked); err != nil {
			fmt.Printf("refused %s\n", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("accepted")
		}
	}
	if lines.Err() != nil {
		fmt.Fprintln(os.Stderr, lines.Err())
		os.Exit(2)
	}
}

func answer(asked question) error {
	switch asked.Kind {
	case "NOTE":
		_, err := openNote(asked.Note, asked.Key)
		return err
	case "INCLUSION":
		return inclusion(asked)
	case "CONSISTENCY":
		return consistency(asked)
	case "FOLDER":
		return folder(asked)
	}
	return fmt.Errorf("no question %q", asked.Kind)
}

func openNote(text, key string) (*note.Note, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return nil, err
	}
	return note.Open([]byte(text), note.VerifierList(verifier))
}

func inclusion(asked question) error {
	root, err := hashIn(asked.Root)
	if err != nil {
		return err
	}
	entry, err := base64.StdEncoding.DecodeString(asked.Entry)
	if err != nil {
		return err
	}
	proof, err := hashesIn(asked.Proof)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, asked.Size, root, asked.Index, tlog.RecordHash(entry))
}

func consistency(asked question) error {
	root, err := hashIn(asked.Root)
	if err != nil {
		return err
	}
	old, err := hashIn(asked.OldRoot)
	if err != nil {
		return err
	}
	proof, err := hashesIn(asked.Proof)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, asked.Size, root, asked.OldSize, old)
}

// folder opens the checkpoint and lets tlog read every leaf hash through our tiles, which it verifies
// against the checkpoint's root. Go's package gives tiles another path than C2SP does.
func folder(asked question) error {
	text, err := os.ReadFile(filepath.Join(asked.Folder, "checkpoint"))
	if err != nil {
		return err
	}
	opened, err := openNote(string(text), asked.Key)
	if err != nil {
		return err
	}
	lines := strings.Split(opened.Text, "\n")
	var size int64
	if len(lines) < 3 {
		return fmt.Errorf("checkpoint of %d lines", len(lines))
	}
	if _, err := fmt.Sscanf(lines[1], "%d", &size); err != nil {
		return err
	}
	root, err := hashIn(lines[2])
	if err != nil {
		return err
	}
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, &tiles{asked.Folder})
	for first := int64(0); first < size; first += 256 {
		last := first + 256
		if last > size {
			last = size
		}
		indexes := make([]int64, 0, 256)
		for leaf := first; leaf < last; leaf++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, leaf))
		}
		hashes, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		if err := entries(asked.Folder, first, hashes); err != nil {
			return err
		}
	}
	return nil
}

// entries compares a bundle of C2SP tlog-tiles, two bytes of length before each entry, with its hashes.
func entries(folder string, first int64, hashes []tlog.Hash) error {
	bundle, err := os.ReadFile(filepath.Join(folder, pathOf("entries", first/256, len(hashes))))
	if err != nil {
		return err
	}
	for i, hash := range hashes {
		if len(bundle) < 2 {
			return fmt.Errorf("entry %d: bundle ends", first+int64(i))
		}
		end := 2 + int(bundle[0])<<8 + int(bundle[1])
		if len(bundle) < end || tlog.RecordHash(bundle[2:end]) != hash {
			return fmt.Errorf("entry %d: another hash", first+int64(i))
		}
		bundle = bundle[end:]
	}
	if len(bundle) > 0 {
		return fmt.Errorf("bundle of entry %d goes on", first)
	}
	return nil
}

type tiles struct{ folder string }

func (t *tiles) Height() int { return 8 }

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, len(wanted))
	for i, tile := range wanted {
		path := pathOf(fmt.Sprint(tile.L), tile.N, tile.W)
		bytes, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		read[i] = bytes
	}
	return read, nil
}

func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func pathOf(level string, n int64, width int) string {
	path := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	if width < 256 {
		path = fmt.Sprintf("%s.p/%d", path, width)
	}
	return filepath.Join("tile", level, path)
}

func hashIn(text string) (tlog.Hash, error) {
	return tlog.ParseHash(text)
}

func hashesIn(texts []string) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(texts))
	for i, text := range texts {
		hash, err := hashIn(text)
		if err != nil {
			return nil, err
		}
		hashes[i] = hash
	}
	return hashes, nil
}
