/** Credentials of an assumed role. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Returns credentials that are valid now, from an AWS region. */
export type AwsCredentialsProvider = (region: string) => Promise<AwsCredentials>;
