import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import GithubSlugger from 'github-slugger';
import { marked, type Token, type Tokens } from 'marked';

export const ROOT = resolve(import.meta.dirname, '../..');
const OUTSIDE = new Set([
  'node_modules',
  'dist',
  'build',
  '.git',
  '.venv',
  '.pytest_cache',
  '.ruff_cache',
  '.mypy_cache',
]);

export interface Page {
  /** The path from the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** A fenced block of a page. */
export interface Example {
  /** Page and heading, shown in failed tests. */
  readonly where: string;
  readonly page: string;
  readonly heading: string;
  readonly language: string;
  readonly text: string;
}

/** Reads all Markdown files of the repository. */
export function readPages(): Page[] {
  return filesIn('').map(readPage);
}

export function readPage(path: string): Page {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return { path, text, tokens: marked.lexer(text) };
}

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return OUTSIDE.has(entry.name) ? [] : filesIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** Returns the fenced blocks of a page, including those in lists. */
export function readExamples({ path, tokens }: Page): Example[] {
  let heading = '';
  const examples: Example[] = [];
  marked.walkTokens([...tokens], (token) => {
    if (token.type === 'heading') heading = token.text;
    if (token.type !== 'code' || token.codeBlockStyle === 'indented') return;
    const { lang, text } = token as Tokens.Code;
    const language = lang?.split(/\s/)[0] ?? '';
    examples.push({ where: `${path}, “${heading}”: ${text.slice(0, 40)}`, page: path, heading, language, text });
  });
  return examples;
}

/** Returns the targets of the links and pictures of a page. */
export function readTargets({ tokens }: Page): string[] {
  const targets: string[] = [];
  marked.walkTokens([...tokens], (token) => {
    if (token.type === 'link' || token.type === 'image') targets.push(token.href);
  });
  return targets;
}

/** Returns GitHub's anchors for the headings of a page. */
export function readAnchors({ tokens }: Page): Set<string> {
  const slugger = new GithubSlugger();
  const anchors = new Set<string>();
  marked.walkTokens([...tokens], (token) => {
    if (token.type === 'heading') anchors.add(slugger.slug(plainText(token.tokens ?? [])));
  });
  return anchors;
}

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) =>
      'tokens' in token && token.tokens !== undefined ? plainText(token.tokens) : 'text' in token ? token.text : '',
    )
    .join('');
}
