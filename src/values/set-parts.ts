import { UserError } from '../errors.ts';
import { isPart, type Part, splitReference } from '../image-reference.ts';

/**
 * An image reference with some parts set; an empty value takes tag or digest away.
 * @throws UserError `values-part` when text or part is malformed, or when a digest would stay and hide the new tag
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
    const remedy = 'Set the digest too, or take it away by a commit of its own.';
    throw partRejected(`${where} is pinned by ${digest}, which hides the tag`, remedy);
  }
  return `${repository}${tag ? `:${tag}` : ''}${digest ? `@${digest}` : ''}`;
}

function partRejected(what: string, remedy: string): UserError {
  return new UserError('values-part', `${what}.`, remedy);
}
