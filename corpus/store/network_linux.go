package store

import (
	"os"
	"syscall"
)

// networks are the file systems of other machines, whose locks are all of one
// kind: statfs(2).
var networks = map[int64]bool{
	0x6969:     true,
	0x517b:     true,
	0xff534d42: true,
	0xfe534d42: true,
	0x01021997: true,
	0x65735546: true,
}

func onNetwork(file *os.File) bool {
	var stat syscall.Statfs_t
	return syscall.Fstatfs(int(file.Fd()), &stat) == nil && networks[int64(stat.Type)&0xffffffff]
}
