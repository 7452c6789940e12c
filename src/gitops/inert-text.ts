/** Words that close an issue; https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue */
const KEYWORD =
  /\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?)(:?\s+|:)(?=\S*(?:#|\bGH-)\d|https?:\/\/\S+\/(?:issues|pull)\/\d)/gi;
/** Instructions to start no workflow; https://docs.github.com/actions/managing-workflow-runs/skipping-workflow-runs */
const SKIP = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/gi;
const REFERENCE = /(^|[^\w/.-])(?:GH-|#)(\d+)\b/g;
const MENTION = /(^|[^\w`./])@(?=[\w-])/g;

/**
 * Returns text of people so that it says the same in another repository, and does nothing there: a reference names its
 * repository; a keyword closes no issue, because a quotation mark is between the two; a mention notifies no user; and
 * `[skip ci]` stops no workflow.
 */
export function makeInert(text: string, repository: string): string {
  return text
    .replace(SKIP, (_, words: string) => `[${words.replace(' ', '-')}]`)
    .replace(KEYWORD, (_, word: string, space: string) => `“${word}”${space}`)
    .replace(REFERENCE, (_, before: string, number: string) => `${before}${repository}#${number}`)
    .replace(MENTION, (_, before: string) => `${before}@ `);
}
