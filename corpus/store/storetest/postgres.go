//go:build unix

package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"quoth/corpus/store"
)

// Database is a PostgreSQL server of a test's own, in a temporary folder on a
// port of this machine.
type Database struct {
	Port int

	dir, bin string
	as       *syscall.SysProcAttr
	process  *exec.Cmd
	log      bytes.Buffer
	made     atomic.Int64
}

var shared = sync.OnceValues(func() (d *Database, err error) {
	d, err = startPostgres()
	running = d
	return d, err
})

// Postgres is the server that the tests of one program share; their TestMain
// calls [StopPostgres]. Without PostgreSQL on this machine the test is skipped.
func Postgres(tb testing.TB) *Database {
	tb.Helper()
	d, err := shared()
	return orSkip(tb, d, err)
}

// StopPostgres stops the server that tests share, if one was started.
func StopPostgres() {
	if running != nil {
		running.remove()
	}
}

// running is what StopPostgres stops; asking for the shared one would start it.
var running *Database

// OwnPostgres starts a server for one test that stops and kills it.
func OwnPostgres(tb testing.TB) *Database {
	tb.Helper()
	d, err := startPostgres()
	if err == nil {
		tb.Cleanup(d.remove)
	}
	return orSkip(tb, d, err)
}

func orSkip(tb testing.TB, d *Database, err error) *Database {
	tb.Helper()
	if errors.Is(err, exec.ErrNotFound) {
		tb.Skip("skipped: PostgreSQL is not installed here (Debian: apt-get install postgresql)")
	}
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func startPostgres() (*Database, error) {
	bin, err := postgresFolder()
	if err != nil {
		return nil, err
	}
	d := &Database{bin: bin, as: &syscall.SysProcAttr{}}
	if d.dir, err = os.MkdirTemp("", "quoth-postgres-"); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 { // it refuses to run as root
		if d.as.Credential, err = somebody(); err != nil {
			return nil, err
		}
		if err := os.Chown(d.dir, int(d.as.Credential.Uid), int(d.as.Credential.Gid)); err != nil {
			return nil, err
		}
	}
	initdb := exec.Command(
		filepath.Join(bin, "initdb"),
		"-D",
		d.data(),
		"-U",
		"owner",
		"-A",
		"trust",
		"-E",
		"UTF8",
		"--locale=C.UTF-8",
		"--no-sync",
	)
	initdb.SysProcAttr, initdb.Dir = d.as, d.dir
	if out, err := initdb.CombinedOutput(); err != nil {
		d.remove()
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if d.Port, err = freePort(); err != nil {
		return nil, err
	}
	if err := d.Start(); err != nil {
		d.remove()
		return nil, err
	}
	return d, nil
}

// postgresFolder finds the programs of the server: those of the newest version
// where a system keeps several.
func postgresFolder() (string, error) {
	if found, err := exec.LookPath("initdb"); err == nil {
		if found, err = filepath.EvalSymlinks(found); err == nil {
			return filepath.Dir(found), nil
		}
	}
	all, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(all) == 0 {
		return "", fmt.Errorf("initdb: %w", exec.ErrNotFound)
	}
	sort.Slice(
		all,
		func(i, j int) bool { return len(all[i]) < len(all[j]) || len(all[i]) == len(all[j]) && all[i] < all[j] },
	)
	return filepath.Dir(all[len(all)-1]), nil
}

// somebody is a user without rights.
func somebody() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
		if uidErr == nil && gidErr == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("neither postgres nor nobody is a user here")
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (d *Database) data() string { return filepath.Join(d.dir, "data") }

// Start starts the server, again after [Database.Stop] or [Database.Kill].
func (d *Database) Start() error {
	d.process = exec.Command(
		filepath.Join(d.bin, "postgres"),
		"-D",
		d.data(),
		"-p",
		strconv.Itoa(d.Port),
		"-c",
		"listen_addresses=127.0.0.1",
		"-c",
		"unix_socket_directories=",
		"-c",
		"max_connections=200",
		"-c",
		"log_min_messages=fatal",
	)
	d.process.SysProcAttr, d.process.Dir = d.as, d.dir
	d.process.Stdout, d.process.Stderr = &d.log, &d.log
	if err := d.process.Start(); err != nil {
		return err
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		conn, err := pgx.Connect(ctx, d.Address("postgres"))
		if err == nil {
			conn.Close(ctx)
			cancel()
			return nil
		}
		cancel()
		if time.Now().After(end) {
			d.Kill()
			return fmt.Errorf("PostgreSQL does not answer: %w\n%s", err, d.log.String())
		}
	}
}

// Stop ends the server as an administrator does; who is connected is sent away.
func (d *Database) Stop() { d.end(syscall.SIGINT) }

// Kill ends the server as a power cut does.
func (d *Database) Kill() { d.end(syscall.SIGQUIT) }

func (d *Database) end(with syscall.Signal) {
	if d.process == nil {
		return
	}
	d.process.Process.Signal(with)
	d.process.Wait()
	d.process = nil
}

func (d *Database) remove() {
	d.Kill()
	os.RemoveAll(d.dir)
}

// Address is that of a database of the server.
func (d *Database) Address(name string) string {
	return fmt.Sprintf("postgres://owner@127.0.0.1:%d/%s", d.Port, name)
}

// New makes an empty database and gives its address.
func (d *Database) New(tb testing.TB) string {
	tb.Helper()
	return newDatabase(tb, d.Address("postgres"), fmt.Sprintf("test%d", d.made.Add(1)), "template1")
}

func newDatabase(tb testing.TB, admin, name, template string) string {
	tb.Helper()
	conn, err := pgx.Connect(context.Background(), admin)
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(context.Background(), `CREATE DATABASE `+name+` TEMPLATE `+template); err != nil {
		tb.Fatal(err)
	}
	return admin[:len(admin)-len("postgres")] + name
}

// OnPostgres is the environment variable that has [Open] make its corpora in a
// database: the address of the one that others are made from.
const OnPostgres = "QUOTH_TEST_POSTGRES"

// emptyCorpus is a database with an empty corpus, of which others are copies:
// making the tables takes longer.
var emptyCorpus = sync.OnceValues(func() (string, error) {
	name := fmt.Sprintf("empty_%d", os.Getpid())
	conn, err := pgx.Connect(context.Background(), os.Getenv(OnPostgres))
	if err != nil {
		return "", err
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(context.Background(), `CREATE DATABASE `+name); err != nil {
		return "", err
	}
	s, err := store.Create(
		context.Background(),
		strings.TrimSuffix(os.Getenv(OnPostgres), "postgres")+name,
		store.Options{},
	)
	if err != nil {
		return "", err
	}
	return name, s.Close()
})

var opened atomic.Int64

func openPostgres(tb testing.TB) *store.Store {
	tb.Helper()
	empty, err := emptyCorpus()
	if err != nil {
		tb.Fatal(err)
	}
	name := fmt.Sprintf("open_%d_%d", os.Getpid(), opened.Add(1))
	s, err := store.Open(context.Background(), newDatabase(tb, os.Getenv(OnPostgres), name, empty), store.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}
