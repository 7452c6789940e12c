import { randomUUID } from 'node:crypto';
import type { Answer } from '../http/message.ts';

/** An error of the ECR API. All have HTTP status 400 except `ServerException`, as in the AWS model. */
export class EcrApiError extends Error {
  override readonly name = 'EcrApiError';
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Returns a response in AWS's JSON protocol 1.1, with times in seconds since 1970 (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html). */
export function awsJson(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID(), ...headers },
    body: JSON.stringify(inSeconds(value)),
  };
}

/** Returns the error with its type in both body and header, because clients differ in which they read. */
export function apiErrorAnswer({ type, message }: EcrApiError): Answer {
  return awsJson(400, { __type: type, message }, { 'x-amzn-errortype': type });
}

function inSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(inSeconds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inSeconds(member)]));
}
