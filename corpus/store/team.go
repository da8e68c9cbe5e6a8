package store

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"quoth/corpus"
)

//go:embed roles/roles.sql
var rolesSQL string

// Roles are what a member of a team may be, the most first. The owner of the
// tables needs none.
var Roles = []string{"manager", "coder", "reader"}

// Member is a login of a team's database with its role.
type Member struct {
	Login string `json:"login"`
	Role  string `json:"role"`
}

// identify reads who we are: a coder acts under the name of the login.
func (v *server) identify(ctx context.Context, conn *pgx.Conn) error {
	return conn.QueryRow(ctx, `SELECT session_user, coalesce((SELECT pg_has_role(session_user, c.relowner, 'member')
	    OR EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = current_database() || '_manager' AND pg_has_role(session_user, r.oid, 'member'))
	  FROM pg_class c WHERE c.oid = to_regclass('quoth.meta')), true)`).Scan(&v.login, &v.manages)
}

// mayActAs refuses acts under another name.
func (v *server) mayActAs(coder corpus.Coder) error {
	if v.manages || string(coder) == v.login {
		return nil
	}
	if coder == corpus.Program {
		return fmt.Errorf(
			"collecting, importing and linking are for managers here, and %s is none: %w",
			v.login,
			corpus.ErrNotAllowed,
		)
	}
	return fmt.Errorf(
		"you are %s in this corpus and cannot act as %s: set your name as a coder to that of the login: %w",
		v.login,
		coder,
		corpus.ErrNotAllowed,
	)
}

// roleNames are the roles of a database, as SQL writes them.
func (s *Store) roleNames(ctx context.Context) (map[string]string, error) {
	var database string
	if err := s.reader.QueryRowContext(ctx, `SELECT current_database()`).Scan(&database); err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, role := range Roles {
		names[role] = pgx.Identifier{database + "_" + role}.Sanitize()
	}
	return names, nil
}

// SetUpTeam makes the roles of a team's database and says what each may do. It can
// be called again.
func (s *Store) SetUpTeam(ctx context.Context) error {
	return s.administer(ctx, "set up the team", func(tx *sql.Tx, names map[string]string) error {
		for _, role := range Roles {
			var there bool
			err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_roles WHERE quote_ident(rolname) = $1 OR '"' || rolname || '"' = $1)`, names[role]).
				Scan(&there)
			if err != nil {
				return err
			}
			if !there {
				if _, err := tx.ExecContext(ctx, `CREATE ROLE `+names[role]+` NOLOGIN`); err != nil {
					return err
				}
			}
		}
		text := rolesSQL
		for role, name := range names {
			literal := strings.ReplaceAll(strings.Trim(name, `"`), "'", "''")
			text = strings.ReplaceAll(text, "'{{"+role+"}}'", "'"+literal+"'")
			text = strings.ReplaceAll(text, "{{"+role+"}}", name)
		}
		_, err := tx.ExecContext(ctx, text)
		return err
	})
}

// Grant gives a login a role, in place of any other that it has; "none" takes it
// away.
func (s *Store) Grant(ctx context.Context, login, role string) error {
	if !s.closed.Load() && role != "none" && !slices.Contains(Roles, role) {
		return fmt.Errorf("%q is no role: use %s or none: %w", role, strings.Join(Roles, ", "), corpus.ErrInvalid)
	}
	return s.administer(ctx, "grant "+role+" to "+login, func(tx *sql.Tx, names map[string]string) error {
		who := pgx.Identifier{login}.Sanitize()
		for _, other := range Roles {
			if _, err := tx.ExecContext(ctx, `REVOKE `+names[other]+` FROM `+who); err != nil {
				return err
			}
		}
		if role == "none" {
			return nil
		}
		_, err := tx.ExecContext(ctx, `GRANT `+names[role]+` TO `+who)
		return err
	})
}

// SetBlind says whether coders see the codings of others.
func (s *Store) SetBlind(ctx context.Context, blind bool) error {
	return s.administer(ctx, "set whether coders are blind", func(tx *sql.Tx, _ map[string]string) error {
		statement := `DELETE FROM meta WHERE key = 'blind'`
		if blind {
			statement = `INSERT INTO meta (key, value) VALUES ('blind', '1') ON CONFLICT (key) DO NOTHING`
		}
		_, err := tx.ExecContext(ctx, statement)
		return err
	})
}

// Members lists the logins that have a role here.
func (s *Store) Members(ctx context.Context) ([]Member, error) {
	switch {
	case s.closed.Load():
		return nil, fmt.Errorf("list the team: %w", corpus.ErrClosed)
	case s.server == nil:
		return nil, fmt.Errorf("a file has no team: %w", corpus.ErrUnsupported)
	}
	rows, err := s.reader.QueryContext(
		ctx,
		`SELECT m.rolname, substr(r.rolname, length(current_database()) + 2) FROM pg_auth_members a
	    JOIN pg_roles r ON r.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
	  WHERE r.rolname IN (current_database() || '_manager', current_database() || '_coder', current_database() || '_reader') AND m.rolcanlogin
	  UNION SELECT o.rolname, 'owner' FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner WHERE c.oid = 'quoth.meta'::regclass ORDER BY 1, 2`,
	)
	members, err := collect(rows, err, func(r *sql.Rows) (m Member, err error) {
		err = r.Scan(&m.Login, &m.Role)
		return m, err
	})
	return members, s.explain("list the team", err)
}

func (s *Store) administer(ctx context.Context, doing string, f func(*sql.Tx, map[string]string) error) error {
	switch {
	case s.closed.Load():
		return fmt.Errorf("%s: %w", doing, corpus.ErrClosed)
	case s.server == nil:
		return fmt.Errorf("%s: a file has no team: %w", doing, corpus.ErrUnsupported)
	case s.readOnly:
		return fmt.Errorf("%s: %w", doing, corpus.ErrReadOnly)
	}
	names, err := s.roleNames(ctx)
	if err != nil {
		return s.explain(doing, err)
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return s.explain(doing, err)
	}
	defer tx.Rollback()
	if err := f(tx, names); err != nil {
		return s.explain(doing, err)
	}
	return s.explain(doing, tx.Commit())
}

// UpgradeTeam brings the tables of a database up to date, as their owner.
func UpgradeTeam(ctx context.Context, place string, o Options) error {
	s, err := reach(ctx, place, o)
	if err != nil {
		return err
	}
	defer s.Close()
	format, err := s.serverFormat(ctx)
	if err != nil {
		return err
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return s.explain("bring the corpus up to date", err)
	}
	defer tx.Rollback()
	return s.explain("bring the corpus up to date", errors.Join(applyFormats(ctx, tx, format), tx.Commit()))
}
