import type { FileReport } from '../../airflow/inventory.ts';
import type { Python } from '../../airflow/python.ts';

type PythonPaths = Pick<Python, 'dagFolder' | 'roots'>;

/** Precedes the number of a folder in JSON. No report has it, because it is not in any path or message. */
const MARK = '\\u0000folder';

/** Returns a report as a line of JSON in which the folders of the checkout have names instead of paths. */
export function writePortable(report: FileReport, paths: PythonPaths): string {
  return foldersOf(paths).reduce(
    (text, [index, path]) => text.replaceAll(path, `${MARK}${index}\\u0000`),
    JSON.stringify(report),
  );
}

/** The JSON of reports that were parsed: to write thousands again takes as long as to parse them. */
const parsed = new WeakMap<FileReport, string>();

/** Returns a report as a load in this checkout gives it. */
export function readPortable(text: string, paths: PythonPaths): FileReport {
  const json = foldersOf(paths).reduce(
    (shown, [index, path]) => shown.replaceAll(`${MARK}${index}\\u0000`, path),
    text,
  );
  const report: FileReport = JSON.parse(json);
  parsed.set(report, json);
  return report;
}

/** Returns a report as JSON. */
export function writeReport(report: FileReport): string {
  return parsed.get(report) ?? JSON.stringify(report);
}

/** Returns whether a report names no folder of the checkout. */
export function isPlaceless(text: string): boolean {
  return !text.includes(MARK);
}

/** Returns the folders as JSON has them, with their numbers, the longest first. */
function foldersOf({ dagFolder, roots }: PythonPaths): [number, string][] {
  return [dagFolder, ...roots]
    .map((path, index): [number, string] => [index, JSON.stringify(path).slice(1, -1)])
    .filter(([, path]) => path !== '/')
    .sort(([, a], [, b]) => b.length - a.length);
}
