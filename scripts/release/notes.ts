import type { Version } from './version.ts';

const HEADING = /^## \[(?<version>[^\]]+)\](?: - (?<date>\S+))?$/;

/**
 * What `CHANGELOG.md` says of exactly this version, without its heading. https://keepachangelog.com
 * @throws Error where the section is missing, there twice, empty, or without the day of the release
 */
export function readNotes(changelog: string, { text }: Version): string {
  const lines = changelog.split('\n');
  const starts = lines.flatMap((line, index) => (HEADING.exec(line)?.groups?.version === text ? [index] : []));
  const [start] = starts;
  if (start === undefined) throw new Error(`CHANGELOG.md has no section “## [${text}] - YYYY-MM-DD”`);
  if (starts.length > 1) throw new Error(`CHANGELOG.md has ${starts.length} sections of ${text}`);
  const date = HEADING.exec(lines[start] ?? '')?.groups?.date ?? '';
  if (!isDay(date)) throw new Error(`CHANGELOG.md does not give the day of ${text} as YYYY-MM-DD`);
  const end = lines.findIndex((line, index) => index > start && (line.startsWith('## ') || /^\[[^\]]+\]: /.test(line)));
  const notes = lines
    .slice(start + 1, end === -1 ? undefined : end)
    .join('\n')
    .trim();
  if (!/^(?!#).*\S/m.test(notes)) throw new Error(`CHANGELOG.md says nothing of ${text}`);
  return notes;
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The page of the release: the notes, and how to take exactly this version and prove where it comes from. */
export function renderPage(notes: string, release: { repository: string; tag: string; commit: string }): string {
  const { repository, tag, commit } = release;
  return `${notes}

### Use it

\`\`\`yaml
- uses: ${repository}@${commit} # ${tag}
\`\`\`

\`gh attestation verify FILE --repo ${repository}\` proves that a file of this release, or a bundle in \`dist/\`, was made by its workflow.
`;
}
