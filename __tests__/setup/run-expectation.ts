import type { Annotation } from '../../sandbox/runner/workflow-commands.ts';

/** The part of the result of an action, a workflow or a command that the matchers compare and print. */
export interface Run {
  readonly exitCode: number | null;
  readonly annotations?: readonly Annotation[];
  readonly outputs?: Readonly<Record<string, string>>;
  readonly summary?: string;
  readonly log?: string | readonly string[];
}

type Part = string | RegExp;

/** Facts besides the exit code. Values can be asymmetric matchers (`expect.stringContaining`). */
export interface RunExpectation {
  /** The outputs that are compared; `undefined` means that the output is not set. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** All outputs, if no other may be set. */
  readonly allOutputs?: Readonly<Record<string, unknown>>;
  /** All annotations, in order. */
  readonly annotations?: unknown;
  /** The titles of all annotations, in order. */
  readonly titles?: unknown;
  /** A part of the message that says why the step failed, or of the last annotation. */
  readonly message?: Part;
  /** Parts of the log. */
  readonly log?: Part | readonly Part[];
  /** A part of the job summary. */
  readonly summary?: Part;
  /** The case of a loop, which is printed. */
  readonly where?: string;
}

export type Equals = (a: unknown, b: unknown) => boolean;

/** Returns the annotation that says why a step failed, which comes before its findings; otherwise the last one. */
export function findReason(annotations: readonly Annotation[]): Annotation | undefined {
  const reason = annotations.find(({ level, message }) => level === 'error' && message.includes('\nWhat to do: '));
  return reason ?? annotations.at(-1);
}

/** Returns one line for each fact of a run that is not as expected. */
export function findDeviations(
  { exitCode, annotations = [], outputs = {}, summary = '', log = [] }: Run,
  expected: RunExpectation & { readonly exitCode: number | null },
  equals: Equals,
): string[] {
  const titles = annotations.map(({ title }) => title);
  const message = findReason(annotations)?.message ?? '';
  const compareGiven = (what: string, actual: unknown, wanted: unknown) =>
    wanted === undefined ? [] : compare(what, actual, wanted, equals);
  return [
    ...compare('exit code', exitCode, expected.exitCode, equals),
    ...Object.entries(expected.outputs ?? {}).flatMap(([name, value]) =>
      compare(`output ${name}`, outputs[name], value, equals),
    ),
    ...compareGiven('all outputs', outputs, expected.allOutputs),
    ...compareGiven('annotations', annotations, expected.annotations),
    ...compareGiven('titles', titles, expected.titles),
    ...findMissing('message', message, expected.message),
    ...findMissing('summary', summary, expected.summary),
    ...findMissing('log', [log].flat().join('\n'), expected.log),
  ];
}

function findMissing(what: string, text: string, parts: Part | readonly Part[] = []): string[] {
  const missing = [parts].flat().filter((part) => !contains(text, part));
  return missing.map((part) => `${what}: expected it to contain ${String(part)}`);
}

function compare(what: string, actual: unknown, expected: unknown, equals: Equals): string[] {
  return equals(actual, expected) ? [] : [`${what}: expected ${print(expected)}, received ${print(actual)}`];
}

function contains(text: string, part: Part): boolean {
  return typeof part === 'string' ? text.includes(part) : part.test(text);
}

function print(value: unknown): string {
  if (value === undefined) return 'none';
  return JSON.stringify(value, (_key, each) => (each instanceof RegExp ? String(each) : each));
}

/** Returns the annotations and the log of a run, as a failing test prints them. */
export function formatRun({ annotations = [], outputs = {}, log = [] }: Run): string {
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
