import { UserError } from '../errors.ts';

/** The parts of an image reference; https://github.com/distribution/reference/blob/main/reference.go */
export type Part = 'repository' | 'tag' | 'digest';

type Reference = Readonly<Partial<Record<Part, string>>>;

const SYNTAX: Readonly<Record<Part, RegExp>> = {
  repository:
    /^(?:(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/,
  tag: /^\w[\w.-]{0,127}$/,
  digest: /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/,
};

/** `registry:5000/a/b:tag@sha256:…` in its parts; `undefined` when it is no image reference. */
export function splitReference(text: string): Reference | undefined {
  const [named = '', digest, ...more] = text.split('@');
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const repository = colon < 0 ? named : named.slice(0, colon);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  const parts = { repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
  const valid = Object.entries(parts).every(([part, value]) => SYNTAX[part as Part].test(value));
  return valid && more.length === 0 ? parts : undefined;
}

/** Whether a text is the repository of an image, without a tag or a digest. */
export function isRepository(text: string): boolean {
  return SYNTAX.repository.test(text);
}

/**
 * An image reference with some parts set; an empty value takes tag or digest away.
 * @throws UserError `values-part` when text or part is malformed, or when a digest would stay and hide the new tag
 */
export function setParts(text: string, parts: Reference, where: string): string {
  const before = splitReference(text);
  if (before === undefined)
    throw partRejected(`The value of ${where} is not an image reference`, 'Set the whole value instead.');
  for (const [part, value] of Object.entries(parts)) {
    const removed = value === '' && part !== 'repository';
    if (!removed && !SYNTAX[part as Part].test(value))
      throw partRejected(`${JSON.stringify(value)} for ${where} is no ${part}`, `Correct the ${part}.`);
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
