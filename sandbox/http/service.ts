import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, FaultPlan, faultAnswer } from './fault.ts';
import { LatencyPlan } from './latency.ts';
import { type Answer, json, type Request, readBody } from './message.ts';
import { send } from './send.ts';

export interface Route {
  readonly method: string;
  /** A URLPattern pathname, e.g. `/repos/:owner/:repo/pulls/:number(\\d+)`. */
  readonly path: string;
  readonly handle: (request: Request) => Answer | Promise<Answer>;
  /** The name in the record and for faults, if the path is not specific enough (a GraphQL operation). */
  readonly name?: (request: Request) => Promise<string>;
}

/** One call with its result. Bytes are those of the bodies. */
export interface Call {
  readonly service: string;
  readonly route: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The port of the caller, which is the same for calls on one connection. */
  readonly callerPort: number | undefined;
  readonly fault?: Fault;
}

export interface ServiceOptions {
  readonly name: string;
  readonly routes: readonly Route[];
  readonly port?: number;
  /** Handles requests that no route matches. Default: 404. */
  readonly otherwise?: (request: Request) => Answer | Promise<Answer>;
  /** Changes each response just before it is sent. */
  readonly beforeSend?: (route: string, request: Request, answer: Answer) => Answer;
}

/** A stand-in on loopback with routes, a record of every call, and planned faults. */
export class Service {
  readonly calls: Call[] = [];
  readonly faults = new FaultPlan();
  readonly #answered = new EventEmitter();
  readonly #options: ServiceOptions;
  readonly #latency: LatencyPlan;
  readonly #server: Server;
  readonly #patterns: readonly (readonly [Route, URLPattern])[];
  readonly #serving = new Set<Promise<void>>();

  private constructor(options: ServiceOptions) {
    this.#options = options;
    this.#latency = new LatencyPlan(options.name);
    this.#patterns = options.routes.map((route) => [route, new URLPattern({ pathname: route.path })] as const);
    this.#server = createServer((incoming, response) => this.#begin(incoming, response));
  }

  static async start(options: ServiceOptions): Promise<Service> {
    const service = new Service(options);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    service.#server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
    await promise;
    return service;
  }

  /** `127.0.0.1:port` */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** Waits for the next call of a route, and returns it after the response. */
  async next(route: string): Promise<Call> {
    const [call] = await once(this.#answered, route);
    return call;
  }

  /** Calls a listener after each response of a route. Returns the function that ends it. */
  listen(route: string, listener: (call: Call) => void): () => void {
    this.#answered.on(route, listener);
    return () => this.#answered.off(route, listener);
  }

  /** Waits until all received calls have finished, including those whose caller has disconnected. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#serving]);
  }

  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }

  #begin(incoming: IncomingMessage, response: ServerResponse): void {
    const served = this.#serve(incoming, response).finally(() => this.#serving.delete(served));
    this.#serving.add(served);
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const { remotePort: callerPort } = incoming.socket;
    const { route, request } = this.#match(incoming);
    // If the caller disconnects before its body is read, the call has no name.
    const ownName = await route?.name?.(request).catch(() => undefined);
    const name = ownName ?? `${request.method} ${route?.path ?? 'unknown'}`;
    const fault = this.faults.next(name, request.url.pathname);
    const { status, responseBytes } = await this.#reply(route, name, request, response, fault);
    const call: Call = {
      service: this.#options.name,
      route: name,
      method: request.method,
      path: request.url.pathname + request.url.search,
      status,
      requestBytes: Number(incoming.headers['content-length'] ?? 0),
      responseBytes,
      startedAt,
      endedAt: performance.now(),
      callerPort,
      ...(fault === undefined ? {} : { fault }),
    };
    this.calls.push(call);
    this.#answered.emit(name, call);
  }

  /** Sends the response, or the fault. Status 0 means no response. */
  async #reply(
    route: Route | undefined,
    name: string,
    request: Request,
    response: ServerResponse,
    fault: Fault | undefined,
  ): Promise<{ status: number; responseBytes: number }> {
    const none = { status: 0, responseBytes: 0 };
    if (fault === 'hang') return none;
    const latency = this.#latency.next(name);
    if (latency.before > 0) await sleep(latency.before);
    if (fault !== 'reset') {
      const answer = await this.#answer(route, name, request, fault);
      if (latency.after > 0) await sleep(latency.after);
      if (typeof fault === 'object' && 'beforeAnswer' in fault) await fault.beforeAnswer();
      if (fault === 'hang-after') return none;
      if (fault !== 'lost-answer') {
        return { status: answer.status, responseBytes: await send(response, answer, fault === 'truncated') };
      }
    }
    request.stream.socket.destroy();
    return none;
  }

  #match(incoming: IncomingMessage): { route: Route | undefined; request: Request } {
    const method = incoming.method ?? 'GET';
    const url = new URL(incoming.url ?? '/', this.url);
    const base = { method, url, headers: incoming.headers, stream: incoming, body: readBody(incoming) };
    for (const [route, pattern] of this.#patterns) {
      if (route.method !== method) continue;
      const groups = pattern.exec({ pathname: url.pathname })?.pathname.groups;
      const params = groups && decode(groups);
      if (params !== undefined) return { route, request: { ...base, params } };
    }
    return { route: undefined, request: { ...base, params: {} } };
  }

  async #answer(route: Route | undefined, name: string, request: Request, fault: Fault | undefined): Promise<Answer> {
    const instead = fault === undefined ? undefined : faultAnswer(fault);
    if (instead !== undefined) return instead;
    if (typeof fault === 'object' && 'after' in fault)
      await (typeof fault.after === 'function' ? fault.after() : fault.after);
    const handle = route?.handle ?? this.#options.otherwise ?? (() => json(404, { message: 'Not Found' }));
    try {
      const answer = await handle(request);
      return this.#options.beforeSend?.(name, request, answer) ?? answer;
    } catch (error) {
      console.error(`sandbox ${this.#options.name}: ${name} failed:`, error);
      return json(500, { message: `sandbox error: ${error}` });
    }
  }
}

/** Decodes path parameters; `undefined` for invalid encodings, which no resource has in its name. */
function decode(groups: Readonly<Record<string, string | undefined>>): Record<string, string> | undefined {
  try {
    return Object.fromEntries(Object.entries(groups).map(([key, value]) => [key, decodeURIComponent(value ?? '')]));
  } catch {
    return undefined;
  }
}
