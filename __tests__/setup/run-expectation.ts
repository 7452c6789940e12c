import type { Annotation } from '../../sandbox/runner/workflow-commands.ts';

/** The part of a step's result that the matchers compare and print. */
export interface Run {
  readonly exitCode: number | null;
  readonly annotations: readonly Annotation[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly log?: string | readonly string[];
}

/** Facts besides the exit code. Values can be asymmetric matchers (`expect.stringContaining`). */
export interface RunExpectation {
  /** The outputs that are compared; `undefined` means that the output is not set. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** The titles of all annotations, in order. */
  readonly titles?: readonly unknown[];
  /** A part of the last annotation's message. */
  readonly message?: string | RegExp;
}

export type Equals = (a: unknown, b: unknown) => boolean;

/** Returns one line for each fact of a run that is not as expected. */
export function findDeviations(
  { exitCode, annotations, outputs }: Run,
  expected: RunExpectation & { readonly exitCode: number },
  equals: Equals,
): string[] {
  const titles = annotations.map(({ title }) => title);
  const message = annotations.at(-1)?.message ?? '';
  return [
    ...compare('exit code', exitCode, expected.exitCode, equals),
    ...Object.entries(expected.outputs ?? {}).flatMap(([name, value]) =>
      compare(`output ${name}`, outputs[name], value, equals),
    ),
    ...(expected.titles === undefined ? [] : compare('titles', titles, expected.titles, equals)),
    ...(expected.message === undefined || contains(message, expected.message)
      ? []
      : [`last message: expected it to contain ${String(expected.message)}`]),
  ];
}

function compare(what: string, actual: unknown, expected: unknown, equals: Equals): string[] {
  return equals(actual, expected) ? [] : [`${what}: expected ${print(expected)}, received ${print(actual)}`];
}

function contains(text: string, part: string | RegExp): boolean {
  return typeof part === 'string' ? text.includes(part) : part.test(text);
}

function print(value: unknown): string {
  if (value === undefined) return 'none';
  return JSON.stringify(value, (_key, each) => (each instanceof RegExp ? String(each) : each));
}

/** Returns the annotations and the log of a run, as a failing test prints them. */
export function formatRun({ annotations, outputs, log = [] }: Run): string {
  const notes = annotations.map(({ level, title = 'no title', message }) => `${level} "${title}": ${message}`);
  return [
    `outputs: ${print(outputs)}`,
    'annotations:',
    ...(notes.length === 0 ? ['none'] : notes).map(indent),
    'log:',
    ...[log].flat().map(indent),
  ].join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
