import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import satisfies from 'spdx-satisfies';
import type { BundledPackage } from './packages.ts';

/** Licences that allow distribution in an Apache-2.0 bundle and require only that their text is included. */
const ALLOWED = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];
const APACHE = resolve(import.meta.dirname, '../../LICENSE');
/**
 * Packages without a file for their licence, and the package with the same author, licence and copyright line. The
 * README of `@nodable/entities`, a part of `fast-xml-parser`, has only the word MIT.
 */
const TEXT_OF: Readonly<Record<string, string>> = { '@nodable/entities': 'fast-xml-parser' };
const RULE = '='.repeat(80);

/**
 * Returns the licences of the packages with their copyright lines, each text once.
 * @throws Error that names each package whose licence is not allowed, or whose licence text is missing
 */
export function renderLicences(packages: readonly BundledPackage[]): string {
  const texts = packages.map((held) => [held, readText(held) || readOtherText(held, packages)] as const);
  const rejections = texts.flatMap(([held, text]) => reject(held, text));
  if (rejections.length > 0) throw new Error(`These packages may not be bundled:\n${rejections.join('\n')}`);
  const byText = Map.groupBy(texts, ([, text]) => text);
  const sections = [...byText].map(([text, holders]) => {
    const names = holders.map(([{ name, version, licence }]) => `${name} ${version} (${licence})`);
    return `${RULE}\n${names.join('\n')}\n\n${text}\n`;
  });
  return `The bundles in this folder contain the packages below. Each list of packages is followed by their licence.\n\n${sections.join('\n')}`;
}

function reject({ name, version, licence }: BundledPackage, text: string): string[] {
  if (!isAllowed(licence)) return [`${name} ${version}: licence “${licence}” is not one of ${ALLOWED.join(', ')}`];
  return text === '' ? [`${name} ${version}: the package has no file with the text of its licence (${licence})`] : [];
}

function isAllowed(licence: string): boolean {
  try {
    return satisfies(licence, ALLOWED);
  } catch {
    return false;
  }
}

/** Returns the licence text, empty if missing. Apache-2.0 has one standard text; others name the copyright holder. */
function readText({ directory, licence }: BundledPackage): string {
  const files = readdirSync(directory).filter((name) => /^(?:licen[cs]e|copying|notice|copyright)\b/i.test(name));
  const paths = files.sort().map((name) => join(directory, name));
  if (files.length === 0 && licence === 'Apache-2.0') paths.push(APACHE);
  return paths.map((path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n');
}

function readOtherText({ name, licence }: BundledPackage, packages: readonly BundledPackage[]): string {
  const other = packages.find((held) => held.name === TEXT_OF[name] && held.licence === licence);
  return other === undefined ? '' : readText(other);
}
