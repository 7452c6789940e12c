import { UserError } from '../errors.ts';
import { isPart, type Part, splitReference } from '../image-reference.ts';

/**
 * Sets parts of an image reference; an empty value removes tag or digest.
 * @throws UserError `values-part` if text or part is malformed, or if a remaining digest would override the new tag
 */
export function setParts(text: string, parts: Readonly<Partial<Record<Part, string>>>, where: string): string {
  const before = splitReference(text);
  if (before === undefined)
    throw partRejected(`The value of ${where} is not an image reference`, 'Set the whole value instead.');
  for (const [part, value] of Object.entries(parts)) {
    const removed = value === '' && part !== 'repository';
    if (!removed && !isPart(part as Part, value))
      throw partRejected(`${JSON.stringify(value)} for ${where} is not a valid ${part}`, `Correct the ${part}.`);
  }
  const { repository, tag, digest } = { ...before, ...parts };
  if (parts.tag !== undefined && digest && parts.digest === undefined) {
    const remedy = 'Set the digest too, or remove it in a separate commit.';
    throw partRejected(`${where} is pinned by ${digest}, which overrides the tag`, remedy);
  }
  return `${repository}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`;
}

function partRejected(what: string, remedy: string): UserError {
  return new UserError('values-part', `${what}.`, remedy);
}
