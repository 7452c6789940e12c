import type { Proof } from '../verify/proof.ts';

export interface MessageFacts {
  readonly sourceRepository: string;
  readonly commit: string;
  readonly tag: string;
  readonly digest: string;
  readonly previousTag: string | null;
  readonly proof: Proof;
  readonly runUrl: string;
}

/**
 * The GitOps commit's message: what was deployed, and, as trailers that `git interpret-trailers` reads, who and why.
 * Whatever people typed is kept to one line of its own paragraph, so that it cannot pass for a trailer.
 */
export function deployMessage(facts: MessageFacts): { headline: string; body: string } {
  const { sourceRepository, commit, tag, digest, previousTag, proof, runUrl } = facts;
  const titles = proof.pullRequests.map(({ title, number }) => `${oneLine(title)} (#${number})`);
  const trailers = [
    ['Source-Repository', sourceRepository],
    ['Source-Commit', commit],
    ...proof.pullRequests.map(({ url }) => ['Pull-Request', url]),
    ...approvers(proof).map((login) => ['Approved-By', `@${login}`]),
    ['Image-Digest', digest],
    ['Previous-Tag', previousTag ?? 'none'],
    ['Run', runUrl],
  ];
  return {
    headline: `deploy(${sourceRepository.split('/').at(-1)}): ${tag}`,
    body: `${titles.map((title) => `- ${title}`).join('\n')}\n\n${trailers.map(([key, value]) => `${key}: ${oneLine(value ?? '')}`).join('\n')}\n`,
  };
}

/** The value of a trailer in a commit's message, if its last paragraph has it. */
export function readTrailer(message: string, key: string): string | undefined {
  const last = message.trimEnd().split(/\n\n+/).at(-1) ?? '';
  return last
    .split('\n')
    .find((line) => line.startsWith(`${key}: `))
    ?.slice(key.length + 2);
}

function approvers({ pullRequests }: Proof): string[] {
  return [...new Set(pullRequests.flatMap(({ approvals }) => approvals.map(({ author }) => author)))];
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
