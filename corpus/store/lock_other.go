//go:build !unix

package store

import "os"

// lockInode: a file that is open cannot get another name here, and a lock on it
// would keep SQLite out.
func lockInode(string, bool) (*os.File, error) { return nil, nil }

func refuseOtherNames(string) error { return nil }
