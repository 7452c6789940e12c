import { createHash } from 'node:crypto';

/** Milliseconds that a call and its response are under way. */
export interface Latency {
  readonly before: number;
  readonly after: number;
}

const NONE: Latency = { before: 0, after: 0 };

/**
 * The latency of a slow network or machine, which shows tests and code whose result depends on how fast a service answers.
 * Each route has its own, so that calls overtake each other. There is none unless `SANDBOX_LATENCY` sets the maximum of a
 * call in milliseconds and a seed (`1500:7`), and perhaps names the services (`1500:7:github,airflow`).
 */
export class LatencyPlan {
  readonly #maximum: number;
  readonly #seed: string;
  #calls = 0;

  constructor(service: string, setting = process.env.SANDBOX_LATENCY ?? '') {
    const [maximum = '', seed = '', services = service] = setting.split(':');
    this.#maximum = services.split(',').includes(service) ? Number(maximum) : 0;
    this.#seed = seed;
  }

  /** Returns the latency of the next call of a route: from half of the route's own maximum to all of it. */
  next(route: string): Latency {
    if (this.#maximum === 0) return NONE;
    this.#calls += 1;
    const ofRoute = this.#maximum * draw(this.#seed, route);
    const whole = ofRoute * (0.5 + draw(this.#seed, route, this.#calls) / 2);
    const before = whole * draw(this.#seed, route, this.#calls, 'before');
    return { before, after: whole - before };
  }
}

/** Returns a number from 0 to 1 that depends only on the parts. */
function draw(...parts: readonly (string | number)[]): number {
  return createHash('sha256').update(JSON.stringify(parts)).digest().readUInt32BE() / 2 ** 32;
}
