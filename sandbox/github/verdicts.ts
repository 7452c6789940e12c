import { appendFile } from 'node:fs/promises';

/** The results of the checks against GitHub's own descriptions. */
export interface Verdicts {
  /** REST responses checked against the OpenAPI description. */
  answers: number;
  /** Queries checked against the GraphQL schema. */
  queries: number;
  /** The differences of REST responses. */
  readonly deviations: string[];
}

/** Appends a line to the file in `SANDBOX_VERDICTS`. A test run adds up the lines of all its processes. */
export async function recordVerdicts({ answers, queries }: Verdicts): Promise<void> {
  const file = process.env.SANDBOX_VERDICTS;
  if (file !== undefined) await appendFile(file, `${JSON.stringify({ answers, queries })}\n`);
}
