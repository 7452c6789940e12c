import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import satisfies from 'spdx-satisfies';
import type { BundledPackage } from './packages.ts';

/** What may be handed on in a bundle under Apache-2.0, with nothing asked but the text of the licence beside it. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];
const APACHE = resolve(import.meta.dirname, '../../LICENSE');
const RULE = '='.repeat(80);

/**
 * The licences of the packages with their copyright lines, each text once.
 * @throws Error that names every package whose licence is not allowed, or whose text is missing
 */
export function renderLicences(packages: readonly BundledPackage[]): string {
  const texts = packages.map((held) => [held, readText(held)] as const);
  const refusals = texts.flatMap(([held, text]) => refuse(held, text));
  if (refusals.length > 0) throw new Error(`These packages may not be bundled:\n${refusals.join('\n')}`);
  const byText = Map.groupBy(texts, ([, text]) => text);
  const sections = [...byText].map(([text, holders]) => {
    const names = holders.map(([{ name, version, licence }]) => `${name} ${version} (${licence})`);
    return `${RULE}\n${names.join('\n')}\n\n${text}\n`;
  });
  return `The bundles in this folder hold the packages below. Each is followed by its licence.\n\n${sections.join('\n')}`;
}

function refuse({ name, version, licence }: BundledPackage, text: string): string[] {
  if (!isAllowed(licence)) return [`${name} ${version}: licence “${licence}” is not one of ${ALLOWED.join(', ')}`];
  return text === '' ? [`${name} ${version}: it has no file with the text of its licence (${licence})`] : [];
}

function isAllowed(licence: string): boolean {
  try {
    return satisfies(licence, ALLOWED);
  } catch {
    return false;
  }
}

/** Apache-2.0 is one text for everybody; the other licences name whose copyright it is. Empty: there is none. */
function readText({ directory, licence }: BundledPackage): string {
  const files = readdirSync(directory).filter((name) => /^(?:licen[cs]e|copying|notice|copyright)\b/i.test(name));
  const paths = files.sort().map((name) => join(directory, name));
  if (files.length === 0 && licence === 'Apache-2.0') paths.push(APACHE);
  return paths.map((path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n');
}
