export interface Credentials {
  /** `IDENTITY_TOKEN` if the password is an identity token. */
  readonly username: string;
  readonly password: string;
}

/** The user name that marks a password as an identity token; https://github.com/docker/docker-credential-helpers#development */
export const IDENTITY_TOKEN = '<token>';
