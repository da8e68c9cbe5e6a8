package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// faulty is a file system that passes everything on to a folder and breaks what its
// kind says, while it is told to.
type faulty struct {
	mu       sync.Mutex
	kind     string // of faultKinds; empty: nothing breaks
	every    int    // the how manyth operation breaks
	seen     int    // operations of that kind
	unsynced map[uint64][]written
	broke    int
}

// written is what a write replaced, for a disk that forgets what it could not keep.
type written struct {
	at   int64
	old  []byte
	size int64 // of the file before
}

// faultKinds are how a file system breaks: it is full at every nth write, or gives
// less than was asked for; what it is to put on the disk fails, and is forgotten;
// it turns read-only in the middle; the disk cannot be read at every nth place.
var faultKinds = []string{"tenth-full", "short-reads", "fsync", "turns-readonly", "read-errors"}

func (f *faulty) spoil(kind string, every int) (heal func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kind, f.every, f.seen, f.unsynced = kind, every, 0, map[uint64][]written{}
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.kind = ""
	}
}

// breaks counts an operation of a kind and reports whether it breaks.
func (f *faulty) breaks(kind string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.kind != kind {
		return false
	}
	f.seen++
	broken := f.seen%f.every == 0
	if kind == "turns-readonly" {
		broken = f.seen >= f.every
	}
	if broken {
		f.broke++
	}
	return broken
}

// node is a file or folder of it.
type node struct {
	fs.LoopbackNode
	disk *faulty
}

var (
	_ fs.NodeOpener         = (*node)(nil)
	_ fs.NodeCreater        = (*node)(nil)
	_ fs.NodeSetattrer      = (*node)(nil)
	_ fs.NodeMkdirer        = (*node)(nil)
	_ fs.NodeRenamer        = (*node)(nil)
	_ fs.NodeLinker         = (*node)(nil)
	_ fs.NodeUnlinker       = (*node)(nil)
	_ fs.NodeCopyFileRanger = (*node)(nil)
)

const writing = syscall.O_WRONLY | syscall.O_RDWR | syscall.O_TRUNC

// handle wraps an open file. The kernel keeps no pages of it, so that each read and
// write of the program comes here; what is mapped into memory, SQLite's -shm and the
// search index, cannot do without them.
func (n *node) handle(path string, h fs.FileHandle, flags uint32) (fs.FileHandle, uint32) {
	below, ok := h.(*fs.LoopbackFile)
	if !ok {
		return h, flags
	}
	if !strings.HasSuffix(path, "-shm") && !strings.Contains(path, "/cache/") {
		flags |= fuse.FOPEN_DIRECT_IO
	}
	return &open{below: below, disk: n.disk, inode: n.StableAttr().Ino, direct: flags&fuse.FOPEN_DIRECT_IO != 0}, flags
}

func (n *node) Open(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	if flags&writing != 0 && n.disk.breaks("turns-readonly") {
		return nil, 0, syscall.EROFS
	}
	h, kept, errno := n.LoopbackNode.Open(ctx, flags)
	if errno != fs.OK {
		return nil, 0, errno
	}
	h, kept = n.handle(n.Path(nil), h, kept)
	return h, kept, fs.OK
}

func (n *node) Create(
	ctx context.Context,
	name string,
	flags, mode uint32,
	out *fuse.EntryOut,
) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	if n.disk.breaks("turns-readonly") {
		return nil, nil, 0, syscall.EROFS
	}
	inode, h, kept, errno := n.LoopbackNode.Create(ctx, name, flags, mode, out)
	if errno != fs.OK {
		return nil, nil, 0, errno
	}
	child, ok := inode.Operations().(*node)
	if !ok {
		child = n
	}
	h, kept = child.handle(filepath.Join(n.Path(nil), name), h, kept)
	return inode, h, kept, fs.OK
}

func (n *node) Setattr(ctx context.Context, h fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if n.disk.breaks("turns-readonly") {
		return syscall.EROFS
	}
	if o, ok := h.(*open); ok {
		h = o.below
	}
	return n.LoopbackNode.Setattr(ctx, h, in, out)
}

func (n *node) Getattr(ctx context.Context, h fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	if o, ok := h.(*open); ok {
		h = o.below
	}
	return n.LoopbackNode.Getattr(ctx, h, out)
}

func (n *node) Mkdir(ctx context.Context, name string, mode uint32, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	if n.disk.breaks("turns-readonly") {
		return nil, syscall.EROFS
	}
	return n.LoopbackNode.Mkdir(ctx, name, mode, out)
}

func (n *node) Rename(
	ctx context.Context,
	name string,
	to fs.InodeEmbedder,
	newName string,
	flags uint32,
) syscall.Errno {
	if n.disk.breaks("turns-readonly") {
		return syscall.EROFS
	}
	return n.LoopbackNode.Rename(ctx, name, to, newName, flags)
}

func (n *node) Link(
	ctx context.Context,
	target fs.InodeEmbedder,
	name string,
	out *fuse.EntryOut,
) (*fs.Inode, syscall.Errno) {
	if n.disk.breaks("turns-readonly") {
		return nil, syscall.EROFS
	}
	return n.LoopbackNode.Link(ctx, target, name, out)
}

func (n *node) Unlink(ctx context.Context, name string) syscall.Errno {
	if n.disk.breaks("turns-readonly") {
		return syscall.EROFS
	}
	return n.LoopbackNode.Unlink(ctx, name)
}

// CopyFileRange is left to reads and writes, so that none goes past them.
func (n *node) CopyFileRange(
	context.Context,
	fs.FileHandle,
	uint64,
	*fs.Inode,
	fs.FileHandle,
	uint64,
	uint64,
	uint64,
) (uint32, syscall.Errno) {
	return 0, syscall.ENOSYS
}

// open is an open file.
type open struct {
	below  *fs.LoopbackFile
	disk   *faulty
	inode  uint64
	direct bool
}

var (
	_ fs.FileReader    = (*open)(nil)
	_ fs.FileWriter    = (*open)(nil)
	_ fs.FileFsyncer   = (*open)(nil)
	_ fs.FileReleaser  = (*open)(nil)
	_ fs.FileFlusher   = (*open)(nil)
	_ fs.FileAllocater = (*open)(nil)
)

func (o *open) Read(ctx context.Context, to []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	if o.direct && len(to) > 1 && o.disk.breaks("short-reads") {
		to = to[:len(to)/2]
	}
	if o.direct && o.disk.breaks("read-errors") {
		return nil, syscall.EIO
	}
	return o.below.Read(ctx, to, at)
}

func (o *open) Write(ctx context.Context, data []byte, at int64) (uint32, syscall.Errno) {
	if o.disk.breaks("tenth-full") {
		return 0, syscall.ENOSPC
	}
	if o.disk.breaks("turns-readonly") {
		return 0, syscall.EROFS
	}
	o.remember(ctx, len(data), at)
	return o.below.Write(ctx, data, at)
}

func (o *open) Allocate(ctx context.Context, at, size uint64, mode uint32) syscall.Errno {
	if o.disk.breaks("tenth-full") {
		return syscall.ENOSPC
	}
	return o.below.Allocate(ctx, at, size, mode)
}

// remember keeps what a write replaces until it is on the disk.
func (o *open) remember(ctx context.Context, length int, at int64) {
	o.disk.mu.Lock()
	defer o.disk.mu.Unlock()
	if o.disk.kind != "fsync" || !o.direct {
		return
	}
	var attr fuse.AttrOut
	old := make([]byte, length)
	if o.below.Getattr(ctx, &attr) != fs.OK {
		return
	}
	got, errno := o.below.Read(ctx, old, at)
	if errno != fs.OK {
		return // it is open for writing alone
	}
	defer got.Done()
	if old, status := got.Bytes(old); status == fuse.OK {
		o.disk.unsynced[o.inode] = append(o.disk.unsynced[o.inode], written{at, slices.Clone(old), int64(attr.Size)})
	}
}

// Fsync that breaks forgets what was written since the last one that did not, as a
// disk does whose cache could not be written.
func (o *open) Fsync(ctx context.Context, flags uint32) syscall.Errno {
	broken := o.disk.breaks("fsync")
	o.disk.mu.Lock()
	defer o.disk.mu.Unlock()
	lost := o.disk.unsynced[o.inode]
	delete(o.disk.unsynced, o.inode)
	if !broken {
		return o.below.Fsync(ctx, flags)
	}
	for i := len(lost) - 1; i >= 0; i-- {
		o.below.Write(ctx, lost[i].old, lost[i].at)
		var attr fuse.AttrOut
		in := fuse.SetAttrIn{SetAttrInCommon: fuse.SetAttrInCommon{Valid: fuse.FATTR_SIZE, Size: uint64(lost[i].size)}}
		o.below.Setattr(ctx, &in, &attr)
	}
	return syscall.EIO
}

func (o *open) Release(ctx context.Context) syscall.Errno { return o.below.Release(ctx) }
func (o *open) Flush(ctx context.Context) syscall.Errno   { return o.below.Flush(ctx) }

// breaking runs verbs on it, each kind in turn.
func breaking(s *state, dir, binary string, most int) error {
	below, mounted, inputs := filepath.Join(dir, "below"), filepath.Join(dir, "faulty"), filepath.Join(dir, "inputs")
	exec.Command("umount", "-l", mounted).Run() // left by a run that was stopped
	for _, folder := range []string{below, mounted, inputs} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
	}
	disk := &faulty{}
	root := &fs.LoopbackRoot{Path: below}
	var status syscall.Stat_t
	if err := syscall.Stat(below, &status); err != nil {
		return err
	}
	root.Dev = uint64(status.Dev)
	root.NewNode = func(data *fs.LoopbackRoot, _ *fs.Inode, _ string, _ *syscall.Stat_t) fs.InodeEmbedder {
		return &node{LoopbackNode: fs.LoopbackNode{RootData: data}, disk: disk}
	}
	top := root.NewNode(root, nil, "", &status)
	root.RootNode = top
	server, err := fs.Mount(
		mounted,
		top,
		&fs.Options{MountOptions: fuse.MountOptions{DirectMountStrict: true, FsName: "faulty"}},
	)
	if err != nil {
		fmt.Printf("the faulty file system is left out: it cannot be mounted (%v)\n", err)
		return nil
	}
	defer server.Unmount()
	for n := 0; ; n++ {
		kind := faultKinds[0]
		for _, k := range faultKinds {
			if s.count(k) < s.count(kind) {
				kind = k
			}
		}
		if s.count(kind)*len(faultKinds) >= most {
			return nil
		}
		w, err := newWorld(filepath.Join(mounted, "w"), binary, uint64(s.count(kind)+1))
		if err != nil {
			return err
		}
		w.inputs = inputs
		hurt := func() func() { return disk.spoil(kind, everyOf(kind, w)) }
		if err := s.hurting(w, kind, hurt); err != nil {
			return err
		}
	}
}

// everyOf draws the how manyth operation breaks.
func everyOf(kind string, w *world) int {
	switch kind {
	case "tenth-full":
		return 10
	case "short-reads":
		return 2
	case "fsync":
		return 1 + w.random.IntN(4)
	}
	return 1 + w.random.IntN(60)
}
