const LINE = /^Reviewed-Commit:[ \t]*([0-9a-f]{40})[ \t]*$/gm;
const MENTION = /Reviewed-Commit:\s*([0-9a-f]{7,40})/g;
const ANY_ID = /[0-9a-f]{7,}/gi;
/** An HTML comment. Without an end, it hides the rest if it begins a line. */
const COMMENT = /<!--[\s\S]*?-->|^ {0,3}<!--[\s\S]*/gm;
/** GitHub shows the link to a commit with this number of digits. */
const SHOWN_DIGITS = 7;

/** The commits that a description lists as `Reviewed-Commit`. */
export interface ReviewedCommits {
  readonly shown: readonly string[];
  /** Those whose lines GitHub does not show, such as in an HTML comment: no approver could see them. */
  readonly hidden: readonly string[];
}

/**
 * Reads the lines `Reviewed-Commit` of a description. A line is hidden if it is in an HTML comment, if the text that GitHub
 * shows does not have it, or if the description has another commit that looks the same there.
 * @param body in Markdown
 * @param bodyText as GitHub shows it, with links to commits shortened
 */
export function readReviewedCommits(body: string, bodyText: string): ReviewedCommits {
  const text = body.replaceAll('\r', '');
  const listed = commitsOf(text);
  const uncommented = commitsOf(text.replace(COMMENT, ''));
  const mentions = [...bodyText.matchAll(MENTION)].map(([, digits = '']) => digits);
  const ids = (text.match(ANY_ID) ?? []).map((id) => id.toLowerCase());
  const isShown = (oid: string) =>
    uncommented.includes(oid) &&
    mentions.some((digits) => oid.startsWith(digits)) &&
    !ids.some((other) => !oid.startsWith(other) && other.startsWith(oid.slice(0, SHOWN_DIGITS)));
  return { shown: listed.filter(isShown), hidden: listed.filter((oid) => !isShown(oid)) };
}

function commitsOf(text: string): string[] {
  return [...text.matchAll(LINE)].map(([, oid = '']) => oid);
}
