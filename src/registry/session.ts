import type { IncomingMessage } from 'node:http';
import type { ImageName } from '../image-reference.ts';
import type { Authorization } from './authorization.ts';
import { endpointOf } from './endpoint.ts';
import { type Body, type Call, open, openWriteConnections, type RegistryResponse, send } from './request.ts';

export interface Extra {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
}

/** A call as it was last sent, and the response. */
export interface Exchange {
  readonly call: Call;
  readonly answer: RegistryResponse;
}

/**
 * Calls one repository with its authorization. Paths are relative to the repository. A complete URL, as a registry
 * returns it for an upload, is called as it is, without authorization if it is on another server.
 */
export class Session {
  readonly image: ImageName;
  readonly #authorization: Authorization;
  readonly #endpoints: string;

  constructor(image: ImageName, authorization: Authorization, endpoints: string) {
    this.image = image;
    this.#authorization = authorization;
    this.#endpoints = endpoints;
  }

  /**
   * Makes one attempt, and a second one with authorization if the registry answers 401.
   * @throws RetryableError on a broken connection and on a transient status
   */
  async attempt(method: Call['method'], path: string, extra: Extra = {}): Promise<Exchange> {
    const call = await this.#call(method, path, extra);
    const answer = await send(call);
    if (answer.status !== 401 || !this.#isOwn(call.url)) return { call, answer };
    const met = await this.#authorization.meet(answer.headers['www-authenticate'], call.headers.authorization);
    if (!met) return { call, answer };
    const again = await this.#call(method, path, extra);
    return { call: again, answer: await send(again) };
  }

  /**
   * Makes one attempt of a download and leaves the body unread. Needs an earlier `attempt`, which answers the challenge.
   * @throws RetryableError on a broken connection and on a transient status
   */
  async download(path: string): Promise<{ readonly call: Call; readonly message: IncomingMessage }> {
    const call = await this.#call('GET', path, {});
    return { call, message: await open(call) };
  }

  /** Opens connections for writes. @throws RegistryError `invalid-endpoints` */
  async openWriteConnections(count: number): Promise<void> {
    await openWriteConnections(endpointOf(this.image.registry, this.#endpoints), count);
  }

  async #call(method: Call['method'], path: string, { headers = {}, body }: Extra): Promise<Call> {
    const url = /^https?:/.test(path)
      ? path
      : `${endpointOf(this.image.registry, this.#endpoints)}/v2/${this.image.repository}/${path}`;
    const authorization = this.#isOwn(url) ? await this.#authorization.header() : undefined;
    return {
      method,
      url,
      headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
      ...(body === undefined ? {} : { body }),
    };
  }

  /** Returns whether a URL is of this registry. If the calls go to another endpoint, the host in the image's name counts too. */
  #isOwn(url: string): boolean {
    const { registry } = this.image;
    return [endpointOf(registry, this.#endpoints), `https://${registry}`].some(
      (own) => new URL(own).origin === new URL(url).origin,
    );
  }
}
