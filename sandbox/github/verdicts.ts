import { appendFile } from 'node:fs/promises';

/** What was held against GitHub's own descriptions. */
export interface Verdicts {
  /** REST answers, against the OpenAPI description. */
  answers: number;
  /** Queries, against the GraphQL schema. */
  queries: number;
  /** What was wrong with REST answers. */
  readonly deviations: string[];
}

/** Adds a line to the file that `SANDBOX_VERDICTS` names: a test run adds up those of all its processes. */
export async function recordVerdicts({ answers, queries }: Verdicts): Promise<void> {
  const file = process.env.SANDBOX_VERDICTS;
  if (file !== undefined) await appendFile(file, `${JSON.stringify({ answers, queries })}\n`);
}
