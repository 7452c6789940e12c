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

/** Without the comments that switch rules off: what may ship is listed where reviewers see it. */
const RECOMMENDED = rules
  .filter(({ meta }) => meta.id !== '@secretlint/secretlint-rule-filter-comments')
  .map((rule) => ({ id: rule.meta.id, rule, options: {} }));
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
  /** What paths are told from: the root of the repository. */
  readonly root: string;
  /** Paths from that root that may ship all the same. */
  readonly allowed: readonly string[];
}

/**
 * Looks for secrets in what the code adds to an image: by name, and by secretlint's recommended rules in text of up to
 * 1 MB. What is found is told by place and rule, never by content.
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
    `${findings.length === 1 ? 'Something' : `${findings.length} things`} that would be in the image for everybody who can pull it ${findings.length === 1 ? 'looks like a secret' : 'look like secrets'}: ${findings.map(({ message }) => message).join('; ')}.`,
    'Take it out of the repository and make it invalid, or keep it out of the image by .dockerignore. If it is no secret, name its path in allowed-secret-files.',
    { findings },
  );
}

/** Whether a text holds a secret, by the same rules. */
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
    // What compresses beside it gets its turn.
    await setImmediate();
    for (const { ruleId, range } of messages) {
      const { path: file, line } = locate(range[0]);
      const message = `${file} line ${line} (${ruleId.replace('@secretlint/secretlint-rule-', '')})`;
      findings.set(message, { message, location: { file, line } });
    }
  }
  return [...findings.values()];
}

/** Text files, one after the other; a binary file is known by a zero byte, as git does it. */
function* readTexts(files: readonly { readonly path: string; readonly entry: FileEntry }[]): Generator<TextFile> {
  for (const { path, entry } of files) {
    const { content } = entry;
    if ('path' in content && content.size > MAX_SMALL_FILE) continue;
    const bytes = 'bytes' in content ? content.bytes : readFileSync(content.path);
    if (!bytes.includes(0)) yield { path, text: bytes.toString() };
  }
}
