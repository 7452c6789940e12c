import { readFileSync } from 'node:fs';
import { lintSource } from '@secretlint/core';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { Finding } from '../../errors.ts';
import { inBatches, type TextFile } from './batch.ts';

/** A small file of an image, as text if it is one: its bytes, or where they are. */
export interface ShippedText {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** Without the comments that switch rules off: what may ship is listed where reviewers see it. */
const RULES = {
  rules: rules
    .filter(({ meta }) => meta.id !== '@secretlint/secretlint-rule-filter-comments')
    .map((rule) => ({ id: rule.meta.id, rule, options: {} })),
};

/** What secretlint's recommended rules find, told by place and rule, never by content. @throws errors of the file system */
export async function findSecrets(files: readonly ShippedText[]): Promise<Finding[]> {
  const findings = new Map<string, Finding>();
  for (const { text, locate } of inBatches(readTexts(files))) {
    const { messages } = await lintSource({
      source: { filePath: 'layer.txt', content: text, contentType: 'text' },
      options: { config: RULES, noPhysicFilePath: true },
    });
    for (const { ruleId, range } of messages) {
      const { path: file, line } = locate(range[0]);
      const message = `${file} line ${line} (${ruleId.replace('@secretlint/secretlint-rule-', '')})`;
      findings.set(message, { message, location: { file, line } });
    }
  }
  return [...findings.values()];
}

/** Text files, one after the other; a binary file is known by a zero byte, as git does it. */
function* readTexts(files: readonly ShippedText[]): Generator<TextFile> {
  for (const { path, content } of files) {
    const bytes = typeof content === 'string' ? readFileSync(content) : Buffer.from(content);
    if (!bytes.includes(0)) yield { path, text: bytes.toString() };
  }
}
