/**
 * Returns the payload of the event that started the run, as its webhook has it; empty where the runner gives none.
 * `@actions/github` is loaded here and not at the start: it reads the event file when it is loaded.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables#default-environment-variables
 */
export async function readPayload<Payload extends object>(): Promise<Partial<Payload>> {
  const { context } = await import('@actions/github');
  return context.payload as Partial<Payload>;
}
