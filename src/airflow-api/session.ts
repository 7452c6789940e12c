import { mask } from '../http/redact.ts';
import { TRANSIENT_STATUSES } from '../http/retry.ts';
import { callService, requestOf, type Service, serviceFailure, type WholeAnswer } from '../http/service-call.ts';
import { parseJsonObject } from '../parse-json.ts';
import { accountRejected, airflowAt, notAirflow } from './errors.ts';

/** The maximum of one page. */
const PAGE = 100;
/** No Airflow has so many DAGs: a server that exceeds this returns the same page again and again. */
const MAX_PAGES = 1_000;

export interface AirflowApiOptions {
  /** Its URL, with the sub-path if it has one. */
  readonly server: string;
  /** A token, or the credentials to get one. */
  readonly account: { readonly token: string } | { readonly username: string; readonly password: string };
}

export interface AirflowCall {
  /** Sent as JSON, by POST. */
  readonly body?: object;
  /** Statuses that the caller handles, besides those of success. */
  readonly accepted?: readonly number[];
}

export interface AirflowAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** Airflow's own time. Milliseconds since 1970. */
  readonly now: number;
}

export interface AirflowList<T> {
  readonly items: readonly T[];
  readonly now: number;
  /** Whether one response has them all. Otherwise an item may be missing, because the list changed between two pages. */
  readonly isOnePage: boolean;
}

/** Calls the REST API of Airflow 3 with one account; https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html */
export class AirflowSession {
  readonly server: string;
  readonly #account: AirflowApiOptions['account'];
  readonly #service: Service;
  #token: Promise<string> | undefined;

  constructor({ server, account }: AirflowApiOptions) {
    this.server = server;
    this.#account = account;
    this.#service = airflowAt(server);
  }

  /** @throws RetryableError if another attempt may succeed; AirflowApiError `not-airflow`, `account` */
  async list<T>(path: string, member: string, filter: Readonly<Record<string, string>> = {}): Promise<AirflowList<T>> {
    const items: T[] = [];
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      const query = new URLSearchParams({ ...filter, limit: String(PAGE), offset: String(items.length) });
      const { body, now } = await this.call(`/api/v2/${path}?${query}`);
      const page = body[member];
      if (!Array.isArray(page)) throw notAirflow(this.server, `its response to /api/v2/${path} has no ${member}`);
      items.push(...page);
      if (page.length === 0 || items.length >= Number(body.total_entries))
        return { items, now, isOnePage: pages === 0 };
    }
    throw notAirflow(this.server, `its list /api/v2/${path} does not end after ${MAX_PAGES} pages`);
  }

  /**
   * Makes one call. Logs in before the first, and again if the token has expired meanwhile.
   * @throws RetryableError if another attempt may succeed; AirflowApiError `not-airflow`, `account`
   */
  async call(path: string, { body, accepted = [] }: AirflowCall = {}): Promise<AirflowAnswer> {
    const method = body === undefined ? 'GET' : 'POST';
    const isFirst = this.#token === undefined;
    let answer = await this.#send(path, method, body);
    if (answer.status === 401 && !isFirst && 'username' in this.#account) {
      this.#token = undefined;
      answer = await this.#send(path, method, body);
    }
    const now = Date.parse(answer.headers.get('date') ?? '') || Date.now();
    return { status: answer.status, body: this.#read(answer, path, method, accepted), now };
  }

  async #send(path: string, method: string, body: object | undefined): Promise<WholeAnswer> {
    this.#token ??= this.#logIn();
    const token = await this.#token.catch((error: unknown) => {
      this.#token = undefined;
      throw error;
    });
    const authorization = `Bearer ${token}`;
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    return callService(this.#service, path, {
      method,
      headers: { authorization, ...json },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Returns a token: https://airflow.apache.org/docs/apache-airflow/stable/security/api.html */
  async #logIn(): Promise<string> {
    const account = this.#account;
    if ('token' in account) return account.token;
    const headers = { 'content-type': 'application/json' };
    const answer = await callService(this.#service, '/auth/token', {
      method: 'POST',
      headers,
      body: JSON.stringify(account),
    });
    const { access_token: token } = this.#read(answer, '/auth/token', 'POST');
    if (typeof token !== 'string') throw notAirflow(this.server, 'its response to /auth/token has no access_token');
    mask(token);
    return token;
  }

  #read(answer: WholeAnswer, path: string, method: string, accepted: readonly number[] = []): Record<string, unknown> {
    const { status } = answer;
    const [route] = path.split('?', 1);
    const isHandled = accepted.includes(status);
    if (!isHandled && (status === 401 || status === 403)) throw accountRejected(this.server, status);
    if (TRANSIENT_STATUSES.has(status)) {
      throw serviceFailure(this.#service, requestOf(this.#service, path, method), answer, String(status));
    }
    if (!isHandled && (status < 200 || status > 299))
      throw notAirflow(this.server, `it returned ${status} for ${route}`);
    const body = parseJsonObject(answer.body);
    if (body === undefined) throw notAirflow(this.server, `its response to ${route} is not a JSON object`);
    return body;
  }
}
