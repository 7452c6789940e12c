import { UserError } from '../errors.ts';
import { findSecrets } from './scan.ts';

/** `scheme://user:password@host` */
const CREDENTIALS_IN_URL = /[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i;
/** `https://token@host` and `https://token:@host`, as package indexes accept them. A short name is a user name. */
const TOKEN_IN_URL = /https?:\/\/(?:[^\s/:@]+:|(?=[^\s/:@]*\d)[^\s/:@]{20,})@/i;
const NAME_OF_CREDENTIAL = /(?:^|_)(?:TOKEN|PASSWORD|PASSWD|PASSPHRASE|SECRET|(?:API|ACCESS|PRIVATE|SECRET)_?KEY)$/i;

/**
 * Rejects build arguments that look like credentials: Docker writes the values of build arguments into the image's
 * history, where everyone who can pull the image can read them.
 * @throws UserError `secret-in-build-argument`
 */
export async function rejectCredentials(buildArgs: Readonly<Record<string, string>>): Promise<void> {
  const given = Object.entries(buildArgs).filter(([, value]) => value !== '');
  const suspects: string[] = [];
  for (const [name, value] of given) {
    const isSuspect =
      NAME_OF_CREDENTIAL.test(name) || [CREDENTIALS_IN_URL, TOKEN_IN_URL].some((url) => url.test(value));
    if (isSuspect || (await findSecrets(`${name}=${value}`))) suspects.push(name);
  }
  if (suspects.length === 0) return;
  throw new UserError(
    'secret-in-build-argument',
    `${suspects.join(', ')} in build-args ${suspects.length === 1 ? 'looks like a credential' : 'look like credentials'}. Docker writes build arguments into the image's history.`,
    'Move it to build-secrets, and mount it in the RUN instruction that needs it: RUN --mount=type=secret,id=NAME,env=NAME ….',
  );
}
