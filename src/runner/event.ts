/**
 * Returns the webhook payload of the event that started the run; empty outside a workflow.
 * `@actions/github` is imported here and not at the top, because it reads the event file on import.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables#default-environment-variables
 */
export async function readPayload<Payload extends object>(): Promise<Partial<Payload>> {
  const { context } = await import('@actions/github');
  return context.payload as Partial<Payload>;
}
