/** The authentication that a registry asks for with a 401. */
export type Challenge =
  | { readonly scheme: 'basic' }
  | { readonly scheme: 'bearer'; readonly realm: string; readonly service?: string; readonly scope?: string };

interface Read {
  readonly scheme: string;
  readonly parameters: Map<string, string>;
}

/** A parameter `name=value` or `name="value"`, or the name of a scheme. */
const ITEM = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/g;

/**
 * Reads a `WWW-Authenticate` header, which may contain several challenges: https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 * Prefers Bearer to Basic; returns `undefined` if the header has neither.
 */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  const challenges = readChallenges(header ?? '');
  for (const { scheme, parameters } of challenges) {
    const realm = parameters.get('realm');
    if (scheme === 'bearer' && realm !== undefined) return bearer(realm, parameters);
  }
  return challenges.some(({ scheme }) => scheme === 'basic') ? { scheme: 'basic' } : undefined;
}

function bearer(realm: string, parameters: ReadonlyMap<string, string>): Challenge {
  const [service, scope] = [parameters.get('service'), parameters.get('scope')];
  return {
    scheme: 'bearer',
    realm,
    ...(service === undefined ? {} : { service }),
    ...(scope === undefined ? {} : { scope }),
  };
}

function readChallenges(header: string): readonly Read[] {
  const challenges: Read[] = [];
  for (const [, name = '', quoted, bare] of header.matchAll(ITEM)) {
    const value = quoted?.replace(/\\(.)/g, '$1') ?? bare;
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
    else challenges.at(-1)?.parameters.set(name.toLowerCase(), value);
  }
  return challenges;
}
