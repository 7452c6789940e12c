import type { Version } from './version.ts';

const HEADING = /^## \[(?<version>[^\]]+)\](?: - (?<date>\S+))?$/;

/**
 * Returns the section of this version in `CHANGELOG.md`, without its heading. https://keepachangelog.com
 * @throws Error if the section is missing, empty or not unique, or has no date
 */
export function readNotes(changelog: string, { text }: Version): string {
  const lines = changelog.split('\n');
  const starts = lines.flatMap((line, index) => (HEADING.exec(line)?.groups?.version === text ? [index] : []));
  const [start] = starts;
  if (start === undefined) throw new Error(`CHANGELOG.md has no section “## [${text}] - YYYY-MM-DD”`);
  if (starts.length > 1) throw new Error(`CHANGELOG.md has ${starts.length} sections for ${text}; keep one`);
  const date = HEADING.exec(lines[start] ?? '')?.groups?.date ?? '';
  if (!isDay(date)) throw new Error(`CHANGELOG.md has no date as YYYY-MM-DD for ${text}`);
  const end = lines.findIndex((line, index) => index > start && (line.startsWith('## ') || /^\[[^\]]+\]: /.test(line)));
  const notes = lines
    .slice(start + 1, end === -1 ? undefined : end)
    .join('\n')
    .trim();
  if (!/^(?!#).*\S/m.test(notes)) throw new Error(`The section for ${text} in CHANGELOG.md is empty`);
  return notes;
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Returns the release page: the notes, how to pin exactly this version, and how to verify its origin. */
export function renderPage(notes: string, release: { repository: string; tag: string; commit: string }): string {
  const { repository, tag, commit } = release;
  return `${notes}

### Use it

\`\`\`yaml
- uses: ${repository}@${commit} # ${tag}
\`\`\`

\`gh attestation verify FILE --repo ${repository}\` proves that the release workflow built a file of this release or a bundle in \`dist/\`.
`;
}
