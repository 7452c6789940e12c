import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The content of an `Authorization` header of Signature Version 4. */
export interface SignedAuthorization {
  readonly accessKeyId: string;
  /** `yyyymmdd` */
  readonly date: string;
  readonly region: string;
  /** Lower-case names, sorted. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/\s]+)\/(\d{8})\/([^/]+)\/ecr\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

/** Parses the header; `undefined` if it is malformed or for another service than `ecr`. */
export function parseAuthorization(header: string): SignedAuthorization | undefined {
  const [, accessKeyId, date, region, names, signature] = AUTHORIZATION.exec(header) ?? [];
  if (!accessKeyId || !date || !region || !names || !signature) return undefined;
  return { accessKeyId, date, region, signedHeaders: names.split(';'), signature };
}

/**
 * Returns the signature of `POST /` with these headers and this body
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
export function sign(
  secretAccessKey: string,
  { date, region, signedHeaders }: SignedAuthorization,
  headers: IncomingHttpHeaders,
  body: Buffer,
): string {
  const lines = signedHeaders.map(
    (name) =>
      `${name}:${String(headers[name] ?? '')
        .trim()
        .replace(/ +/g, ' ')}\n`,
  );
  const canonical = ['POST', '/', '', lines.join(''), signedHeaders.join(';'), sha256(body)].join('\n');
  const scope = `${date}/${region}/ecr/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [date, region, 'ecr', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, text).toString('hex');
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
