package command

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"quoth/app"
)

// teamCommand looks after a corpus that a team keeps in a database.
func teamCommand(s Streams) *cobra.Command {
	team := &cobra.Command{
		Use:   "team",
		Short: "Set up a corpus that a team keeps in a database of PostgreSQL, and say who may do what",
		Long: "Every verb takes --corpus postgres://USER@HOST/NAME as it takes a file; copy moves a corpus there and back.\n" +
			"These verbs are for whoever looks after the database: see docs/team.md.",
	}
	add := func(cmd *cobra.Command, args cobra.PositionalArgs, do func(cmd *cobra.Command, place string, args []string) error) {
		cmd.Args = args
		place := corpusFlag(cmd)
		cmd.RunE = run(func(cmd *cobra.Command, args []string) error { return do(cmd, *place, args) })
		team.AddCommand(cmd)
	}
	add(
		&cobra.Command{
			Use:   "init --corpus DATABASE",
			Short: "Make the corpus in an empty database, and the roles; again: bring the roles up to date",
		},
		cobra.NoArgs,
		func(cmd *cobra.Command, place string, _ []string) error {
			if err := app.InitTeam(cmd.Context(), place); err != nil {
				return err
			}
			fmt.Fprintf(s.Err, "%s is ready: give people a role with quoth team grant\n", app.ShownPlace(place))
			return nil
		},
	)
	add(
		&cobra.Command{
			Use:   "grant --corpus DATABASE LOGIN ROLE",
			Short: "Give a login a role: " + strings.Join(app.TeamRoles(), ", ") + " or none",
		},
		cobra.ExactArgs(2),
		func(cmd *cobra.Command, place string, args []string) error {
			return app.GrantTeam(cmd.Context(), place, args[0], args[1])
		},
	)
	add(
		&cobra.Command{
			Use:   "blind --corpus DATABASE on|off",
			Short: "Say whether coders see the stances, tags, notes and memos of others",
		},
		cobra.ExactArgs(1),
		func(cmd *cobra.Command, place string, args []string) error {
			if args[0] != "on" && args[0] != "off" {
				return usage("on or off, not %q", args[0])
			}
			return app.BlindTeam(cmd.Context(), place, args[0] == "on")
		},
	)
	add(
		&cobra.Command{
			Use:   "upgrade --corpus DATABASE",
			Short: "Bring the tables up to date with this Quoth; older ones can then no longer open it",
		},
		cobra.NoArgs,
		func(cmd *cobra.Command, place string, _ []string) error { return app.UpgradeTeam(cmd.Context(), place) },
	)
	list := &cobra.Command{Use: "list --corpus DATABASE", Short: "List who has which role"}
	asJSON := list.Flags().Bool("json", false, "one JSON object a member")
	add(list, cobra.NoArgs, func(cmd *cobra.Command, place string, _ []string) error {
		return withCorpus(cmd.Context(), place, func(a *app.App) error {
			members, err := a.TeamMembers(cmd.Context())
			if err != nil {
				return err
			}
			out := newJSONLines(s.Out)
			for _, m := range members {
				if *asJSON {
					out.write(m)
				} else {
					fmt.Fprintf(s.Out, "%s\t%s\n", m.Login, m.Role)
				}
			}
			return out.err
		})
	})
	return team
}
