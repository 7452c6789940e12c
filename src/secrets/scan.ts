import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { lintSource } from '@secretlint/core';
import { creator as patternRule } from '@secretlint/secretlint-rule-pattern';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import { UserError } from '../errors.ts';
import type { FindingDetail } from '../findings.ts';
import type { LayerEntry } from '../image/layer/file-tree.ts';
import { MAX_SMALL_FILE } from '../image/oci/blob.ts';
import { inBatches, type TextFile } from './batch.ts';
import { checkFileName } from './names.ts';

type FileEntry = LayerEntry & { readonly type: 'file' };

/** A placeholder of a documentation is not a password: `postgresql://<user>:<password>@<host>/<db>`. */
const OPTIONS: Readonly<Record<string, object>> = {
  '@secretlint/secretlint-rule-database-connection-string': { allows: ['/:<[^<>@\\s]+>@/'] },
};
/** Without the comments that disable rules: exceptions are listed where reviewers see them. */
const RECOMMENDED = rules
  .filter(({ meta }) => meta.id !== '@secretlint/secretlint-rule-filter-comments')
  .map((rule) => ({ id: rule.meta.id, rule, options: OPTIONS[rule.meta.id] ?? {} }));
/** actions/checkout leaves the job's token in .git/config: https://github.com/actions/checkout#usage (persist-credentials) */
const GIT_CREDENTIALS = {
  id: '@secretlint/secretlint-rule-git-credentials',
  rule: patternRule,
  options: {
    patterns: [{ name: 'git credentials', patterns: ['/extraheader\\s*=\\s*\\S*authorization:\\s*\\S+ \\S+/i'] }],
  },
};
const RULES = { rules: [...RECOMMENDED, GIT_CREDENTIALS] };

export interface ScanOptions {
  /** The root of the repository, which paths are relative to. */
  readonly root: string;
  /** Paths from that root that the image may contain anyway. */
  readonly allowed: readonly string[];
}

/**
 * Throws if the code adds secrets to an image: by file name, and by secretlint's recommended rules in text of up to 1 MB.
 * The error names place and rule, never the content.
 * @throws UserError `secret-in-image`
 */
export async function assertNoSecrets(
  entries: readonly (readonly [string, LayerEntry])[],
  { root, allowed }: ScanOptions,
): Promise<void> {
  const shipped = entries.flatMap(([path, entry]) =>
    entry.type === 'file' ? [{ path: placeOf(path, entry, root), entry }] : [],
  );
  const files = shipped.filter(({ path }) => !allowed.includes(path));
  const findings = [...files.flatMap(({ path }) => byName(path)), ...(await byContent(readTexts(files)))];
  if (findings.length === 0) return;
  throw new UserError(
    'secret-in-image',
    `The image would contain what looks like ${findings.length === 1 ? 'a secret' : `${findings.length} secrets`}, for everyone who can pull it: ${findings.map(({ message }) => message).join('; ')}.`,
    'Remove it from the repository and revoke it, or exclude the file with .dockerignore. If it is not a secret, add its path to allowed-secret-files.',
    { findings },
  );
}

/** Returns whether a text contains a secret, by the same rules. */
export async function findSecrets(text: string): Promise<boolean> {
  return (await lint(text)).length > 0;
}

async function lint(content: string) {
  const { messages } = await lintSource({
    source: { filePath: 'layer.txt', content, contentType: 'text' },
    options: { config: RULES, noPhysicFilePath: true },
  });
  return messages;
}

function placeOf(path: string, { content }: FileEntry, root: string): string {
  return 'path' in content ? relative(root, content.path) : path.slice(1);
}

function byName(path: string): FindingDetail[] {
  const rule = checkFileName(path);
  return rule === undefined ? [] : [{ message: `${path} (${rule}, by its name)`, location: { file: path } }];
}

async function byContent(texts: Iterable<TextFile>): Promise<FindingDetail[]> {
  const findings = new Map<string, FindingDetail>();
  for (const { text, locate } of inBatches(texts)) {
    const messages = await lint(text);
    // Lets the compression of layers continue.
    await setImmediate();
    for (const { ruleId, range } of messages) {
      const { path: file, line } = locate(range[0]);
      const message = `${file} line ${line} (${ruleId.replace('@secretlint/secretlint-rule-', '')})`;
      findings.set(message, { message, location: { file, line } });
    }
  }
  return [...findings.values()];
}

/** Yields the text files. A file with a zero byte is binary, as for git. */
function* readTexts(files: readonly { readonly path: string; readonly entry: FileEntry }[]): Generator<TextFile> {
  for (const { path, entry } of files) {
    const { content } = entry;
    if ('path' in content && content.size > MAX_SMALL_FILE) continue;
    const bytes = 'bytes' in content ? content.bytes : readFileSync(content.path);
    if (!bytes.includes(0)) yield { path, text: bytes.toString() };
  }
}
