/** Instructions in a commit message that make GitHub start no workflow; https://docs.github.com/actions/how-tos/manage-workflow-runs/skip-workflow-runs */
const SKIP = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/gi;

/** The issue or pull request `#12`, also as `GH-12`, but not that of another repository, `owner/name#12`. */
const OWN_REFERENCE = /(?<![\w/.#&-])(?:#|GH-)(\d+)\b/gi;

/** Keywords that close an issue; https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue */
const CLOSING =
  /\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?)(:?\s+)(?=[\w.-]+\/[\w.-]+#\d|https?:\/\/\S+\/(?:issues|pull)\/\d)/gi;

/** `@user` and `@org/team`, but not an e-mail address. */
const MENTION = /(?<![\w.+-])@(?=[a-z\d])/gi;

/**
 * Returns text that people wrote in one repository so that it does nothing in the commit message of another: it skips no
 * workflow, closes no issue and mentions no one, and `#12` still means the pull request 12 of its own repository.
 */
export function withoutCommands(text: string, repository: string): string {
  return text
    .replace(SKIP, '($1)')
    .replace(OWN_REFERENCE, `${repository}#$1`)
    .replace(CLOSING, '$1$2issue ')
    .replace(MENTION, '@ ');
}
