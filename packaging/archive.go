package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/md5"
	"debug/elf"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// tarGz packs files with the folders above them; nothing in it is of this machine.
func tarGz(files []file, when time.Time) ([]byte, error) {
	var out bytes.Buffer
	packed, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	archive := tar.NewWriter(packed)
	seen := map[string]bool{}
	for _, f := range files {
		for _, folder := range above(f.name) {
			if seen[folder] {
				continue
			}
			seen[folder] = true
			if err := archive.WriteHeader(
				&tar.Header{
					Typeflag: tar.TypeDir,
					Name:     folder + "/",
					Mode:     0o755,
					ModTime:  when,
					Format:   tar.FormatUSTAR,
				},
			); err != nil {
				return nil, err
			}
		}
		if err := archive.WriteHeader(
			&tar.Header{
				Typeflag: tar.TypeReg,
				Name:     f.name,
				Mode:     f.mode,
				Size:     int64(len(f.body)),
				ModTime:  when,
				Format:   tar.FormatUSTAR,
			},
		); err != nil {
			return nil, err
		}
		if _, err := archive.Write(f.body); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	if err := packed.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// above lists the folders of a file, the outermost first.
func above(name string) []string {
	var out []string
	for folder := path.Dir(name); folder != "." && folder != "/"; folder = path.Dir(folder) {
		out = append(out, folder)
	}
	slices.Reverse(out)
	return out
}

func zipped(files []file, when time.Time) ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, f := range files {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: when})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.body); err != nil {
			return nil, err
		}
	}
	err := archive.Close()
	return out.Bytes(), err
}

// debian makes a binary package: an ar archive of a version, the control files and
// the tree (deb(5)).
func debian(arch, version string, when time.Time, files []file, needs []string) ([]byte, error) {
	size := 0
	var sums strings.Builder
	for _, f := range files {
		size += len(f.body)
		sum := md5.Sum(f.body) // what dpkg compares with; it guards against damage alone
		fmt.Fprintf(&sums, "%s  %s\n", hex.EncodeToString(sum[:]), f.name)
	}
	control := fmt.Sprintf(
		"Package: quoth\nVersion: %s\nArchitecture: %s\nMaintainer: The Quoth founders <quoth@quoth.invalid>\nInstalled-Size: %d\n"+
			"Depends: %s\nSection: science\nPriority: optional\nHomepage: https://quoth.invalid\nDescription: who said what in the news\n"+
			" Quoth collects news articles, finds every quotation, attributes it to a speaker\n and an organisation, and lets people check, tag and judge it.\n",
		version,
		arch,
		(size+1023)/1024,
		strings.Join(needs, ", "),
	)
	// The caches of desktop files, types and icons are renewed by the triggers of
	// their packages.
	heads, err := tarGz([]file{{"control", []byte(control), 0o644}, {"md5sums", []byte(sums.String()), 0o644}}, when)
	if err != nil {
		return nil, err
	}
	tree, err := tarGz(files, when)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteString("!<arch>\n")
	for _, part := range []struct {
		name string
		body []byte
	}{{"debian-binary", []byte("2.0\n")}, {"control.tar.gz", heads}, {"data.tar.gz", tree}} {
		fmt.Fprintf(&out, "%-16s%-12d%-6d%-6d%-8s%-10d`\n", part.name, when.Unix(), 0, 0, "100644", len(part.body))
		out.Write(part.body)
		if len(part.body)%2 == 1 {
			out.WriteByte('\n')
		}
	}
	return out.Bytes(), nil
}

// packagesOf names Debian's package of each library that the program links.
var packagesOf = map[string]string{
	"libc.so.6":              "libc6",
	"libm.so.6":              "libc6",
	"libdl.so.2":             "libc6",
	"libpthread.so.0":        "libc6",
	"libresolv.so.2":         "libc6",
	"librt.so.1":             "libc6",
	"libGL.so.1":             "libgl1",
	"libEGL.so.1":            "libegl1",
	"libX11.so.6":            "libx11-6",
	"libXcursor.so.1":        "libxcursor1",
	"libXrandr.so.2":         "libxrandr2",
	"libXinerama.so.1":       "libxinerama1",
	"libXi.so.6":             "libxi6",
	"libXxf86vm.so.1":        "libxxf86vm1",
	"libXext.so.6":           "libxext6",
	"libXrender.so.1":        "libxrender1",
	"libXfixes.so.3":         "libxfixes3",
	"libwayland-client.so.0": "libwayland-client0",
	"libwayland-cursor.so.0": "libwayland-cursor0",
	"libwayland-egl.so.1":    "libwayland-egl1",
	"libxkbcommon.so.0":      "libxkbcommon0",
}

// libraries are the packages that a program needs, of what it links.
func libraries(program string) []string {
	f, err := elf.Open(program)
	if err != nil {
		return nil
	}
	defer f.Close()
	linked, err := f.ImportedLibraries()
	if err != nil {
		return nil
	}
	// What the window loads while it runs is not linked.
	needs := []string{
		"libc6",
		"libgl1",
		"libx11-6",
		"libxcursor1",
		"libxrandr2",
		"libxinerama1",
		"libxi6",
		"libxxf86vm1",
	}
	for _, library := range linked {
		if name, ok := packagesOf[library]; ok {
			needs = append(needs, name)
		}
	}
	slices.Sort(needs)
	return slices.Compact(needs)
}

// icon wraps a PNG of 256 points as a Windows icon.
func icon(picture []byte) []byte {
	const headBytes, entryBytes = 6, 16
	var out bytes.Buffer
	binary.Write(&out, binary.LittleEndian, []uint16{0, 1, 1})
	out.Write([]byte{0, 0, 0, 0}) // 256 by 256, no palette
	binary.Write(&out, binary.LittleEndian, []uint16{1, 32})
	binary.Write(&out, binary.LittleEndian, []uint32{uint32(len(picture)), headBytes + entryBytes})
	out.Write(picture)
	return out.Bytes()
}
