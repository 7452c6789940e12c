/** Numbers of tests: passed, failed, skipped. */
export type Counts = readonly [number, number, number];

/** What is read of jest's result of a file; https://jestjs.io/docs/api#testresult */
export interface FileResult {
  /** The whole path. */
  readonly testFilePath: string;
  readonly numPassingTests: number;
  readonly numFailingTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Why the file could not run. */
  readonly testExecError?: { readonly message?: string; readonly stack?: string | undefined } | undefined;
  readonly testResults: readonly {
    readonly status: string;
    readonly ancestorTitles: readonly string[];
    readonly fullName: string;
    readonly failureMessages: readonly string[];
  }[];
}

/** Counts the tests of a file. A file that could not run counts as one failure. */
export function countTests(file: FileResult): Counts {
  const failed = file.numFailingTests + (file.testExecError ? 1 : 0);
  return [file.numPassingTests, failed, file.numPendingTests + file.numTodoTests];
}

/** Returns the sums of counts. */
export function addCounts(counts: readonly Counts[]): Counts {
  return counts.reduce(([a, b, c], [passed, failed, skipped]) => [a + passed, b + failed, c + skipped], [0, 0, 0]);
}
