import type { Command } from "./arguments";

const EXIT_CODES = `Exit codes: 0 all is well; 1 a manifest has faults or a run failed; 2 the command was written wrongly;
3 there is no Pulumi engine; 130 interrupted.`;

const GENERAL = `Marvin: ML and data operations platform kept as code.

marvin preview    show what would change, stack by stack and project by project
marvin up         make it so
marvin refresh    compare what Pulumi remembers with what is there, and remember that
marvin destroy    delete what Pulumi made
marvin validate   check the manifests, without an engine
marvin explain    show what a project is in each environment, and where each value comes from
marvin init       write the manifest of a new project from a few answers
marvin import-job turn a job pasted from Databricks or a bundle into a workflow
marvin render     show the repository that a project gets, in a folder of yours
marvin reconcile  bring the projects' repositories to their version of the template
marvin stacks     show which stack makes which project, and what the move of one takes
marvin sandbox    throw the local cloud away: marvin sandbox reset

marvin COMMAND --help tells more; marvin --version prints the version.

${EXIT_CODES}`;

const ENGINE_FLAGS = `  -s, --stack NAME     the stack, a file Pulumi.NAME.yaml; may be repeated, or be a list: dev,stage
  -p, --project NAME   only this project: nothing of others is checked, changed or deleted
      --sandbox        in the local cloud: no account, no credentials, no network
      --accounts FILE  what exists in the accounts that the local cloud stands for, and who sees it
      --diff           old and new values of what changes; never those of secrets
      --json           one JSON document on standard output, see cli/README.md`;

const YES = `  -y, --yes            do not ask before real accounts are changed; needed without a terminal`;

const BY_COMMAND: Readonly<Record<Command, string>> = {
  preview: `marvin preview [--stack NAME] [--project NAME] [--sandbox [--accounts FILE]] [--diff] [--json]

Shows what would be created, changed, replaced and deleted. Without --stack: in dev, stage, prod, then the others.

${ENGINE_FLAGS}`,
  up: `marvin up --stack NAME [--project NAME] [--sandbox [--accounts FILE]] [--diff] [--json] [--yes]

Creates, changes, replaces and deletes until the stacks are as the manifests say, one stack after the other; stops at the
first that fails. With --sandbox, --stack may be left out: all stacks.

${ENGINE_FLAGS}
${YES}`,
  refresh: `marvin refresh --stack NAME [--project NAME] [--sandbox [--accounts FILE]] [--diff] [--json]

Reads what is there and remembers it. Changes nothing but Pulumi's state. With --sandbox, --stack may be left out.

${ENGINE_FLAGS}`,
  destroy: `marvin destroy --stack NAME [--project NAME] [--sandbox [--accounts FILE]] [--diff] [--json] [--yes]

Deletes what Pulumi made, except that nothing happens at all where something is protected (marvin:protect in the stack's
configuration). With --sandbox, --stack may be left out: all stacks, in reverse order.

${ENGINE_FLAGS}
${YES}`,
  validate: `marvin validate [FILES] [--format text|github|json]

Checks every manifest in projects/, or shows only the faults of the files or folders given; rules between projects see
the whole folder either way. Needs neither an engine nor an account.

      --format text    projects/x.yaml:12:5 path: what, and what to do
      --format github  annotations on the lines of a pull request, by workflow commands
      --format json    one JSON document (--json is the same)`,
  explain: `marvin explain PROJECT|FILE [--env ENVIRONMENT] [--stack NAME] [--why PATH] [--json]

Shows what a project is in an environment once its overrides, Marvin's defaults and the stack's configuration are counted,
and where each value comes from. Without --env or --stack: all environments in short. Needs neither an engine nor an account.

  -e, --env NAME       dev, stage or prod
  -s, --stack NAME     the stack, a file Pulumi.NAME.yaml, instead of the first that makes the project
      --why PATH       one key: its meaning and each place that says something about it, e.g.
                       workflows.train.timeout_seconds or workflows.train.tasks.prepare.max_retries
      --json           one JSON document on standard output`,
  init: `marvin init NAME [FLAGS] [--yes]

Writes projects/NAME.yaml for a new project. What the flags leave open is asked; without a terminal, or with --yes, the
defaults count, and what has none must be given. Overwrites nothing, and writes nothing that marvin validate would refuse.

      --owner TEAM         GitHub team that answers for the project, by its slug
      --contact ADDRESS    mail address that failed jobs write to
      --description TEXT   what the project does for whom, in one sentence
      --kind KIND          training (default): train a model, then score with it by schedule; scoring: score with a model
                           that is there already; pipeline: data without a model; serving: a model that answers requests
      --schedule WHEN      daily (default), weekly, monthly, none, or a Quartz expression such as "0 0 5 * * ?"
      --time-zone ZONE     e.g. Europe/Zurich; default: this machine's
      --owner-group GROUP  Databricks group that answers for the project; may be repeated
      --reader-group GROUP Databricks group that reads its results; may be repeated
      --tag KEY=VALUE      tag on all that the project owns; may be repeated; needed where a stack requires tags
  -y, --yes                ask nothing`,
  "import-job": `marvin import-job FILE|- [--project NAME] [--key KEY] [--json]

Turns a job into a workflow of a manifest: what Databricks shows under "View as YAML" or "View as JSON", what
\`databricks jobs get\` prints, or a bundle's file. The workflow goes to standard output; what was changed, dropped or must
be decided goes to standard error. - reads standard input.

  -p, --project NAME   write it into projects/NAME.yaml, if that is valid afterwards; the rest of the file stays as it is
      --key KEY        key of the workflow; default: from the bundle's or the job's name
      --json           one JSON document with the workflows and all that was done to them`,
  render: `marvin render NAME --out DIR

Renders the template for a project of projects/, as its repository will be: notebooks, code, tests, documentation, workflows.
Needs Python 3.11 or later, and installs Copier for itself, once. Asks nobody: what the manifest and the stacks do not say
is as the template's defaults say. Writes into DIR alone, which must be empty or new.

  -o, --out DIR        the folder`,
  reconcile: `marvin reconcile [--project NAME] [--dry-run] [--sandbox] [--format text|markdown|json]

Brings the repositories of the projects whose manifests name a repository.template_version to that version of the template:
the first commit of an empty one, a pull request for one that is behind, nothing for one that is as it should be. Canaries
come first; those that follow stable come as far as every canary has passed its checks. Fails where somebody has to look.
Needs Git and Python 3.11 or later, and installs Copier for itself, once.

GITHUB_TOKEN is a token for the repositories and the template, best one of the GitHub App's installation; MARVIN_APP_SLUG is
the App's slug, by whose commits the bot knows its own: without it the token's user is the bot.

  -p, --project NAME   only this project
      --dry-run        say for each project what would be done and why, and do nothing
      --sandbox        on a GitHub of this machine's own, as if the repositories had just been made: no credentials
      --format text    what was done and why, by what it is
      --format markdown  a table, for the summary of a workflow's run
      --format json    one JSON document (--json is the same)`,
  stacks: `marvin stacks [--move PROJECT --to STACK] [--json]

Shows which stack makes which project, by marvin:projects in the stacks' files; fails where two stacks of an environment make
the same one. With --move: what it takes to move a project to another stack of its environment, command by command.

      --move PROJECT   the project
      --to STACK       the stack that it moves to, a file Pulumi.STACK.yaml
      --json           one JSON document on standard output`,
  sandbox: `marvin sandbox reset

Throws the local cloud away, with all that was made in it (.marvin/sandbox/). The next --sandbox run starts from nothing.`,
};

export function usage(command?: Command): string {
  return command === undefined ? GENERAL : `${BY_COMMAND[command]}\n\n${EXIT_CODES}`;
}
