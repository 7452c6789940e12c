export interface Credentials {
  /** `IDENTITY_TOKEN` where the password is such a token. */
  readonly username: string;
  readonly password: string;
}

/** The user name in place of which a registry has given a token; https://github.com/docker/docker-credential-helpers#development */
export const IDENTITY_TOKEN = '<token>';
