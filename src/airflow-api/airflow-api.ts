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

export interface ListedDag {
  readonly dag_id: string;
  /** The absolute path of its file on the DAG processor. */
  readonly fileloc: string;
  /** When its file was last parsed; ISO 8601. */
  readonly last_parsed_time: string | null;
}

export interface ImportError {
  /** When the file was last parsed with this error; ISO 8601. */
  readonly timestamp?: string;
  readonly filename: string;
  readonly stack_trace: string;
}

/** Airflow's DAGs and import errors at one moment. */
export interface AirflowState {
  readonly dags: readonly ListedDag[];
  readonly importErrors: readonly ImportError[];
  /** Airflow's own time. Milliseconds since 1970. */
  readonly now: number;
}

/** Reads a running Airflow 3 through its REST API; https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html */
export class AirflowApi {
  readonly #options: AirflowApiOptions;
  #token: Promise<string> | undefined;

  constructor(options: AirflowApiOptions) {
    this.#options = options;
  }

  /**
   * Reads all DAGs that are not stale, and all import errors.
   * @throws RetryableError if another attempt may succeed; AirflowApiError `not-airflow`, `account`
   */
  async look(): Promise<AirflowState> {
    const [{ items: dags, now }, { items: importErrors }] = await Promise.all([
      this.#list<ListedDag>('dags', 'dags'),
      this.#list<ImportError>('importErrors', 'import_errors'),
    ]);
    return { dags, importErrors, now };
  }

  async #list<T>(path: string, member: string): Promise<{ readonly items: readonly T[]; readonly now: number }> {
    const items: T[] = [];
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      const query = new URLSearchParams({ limit: String(PAGE), offset: String(items.length) });
      const { body, now } = await this.#get(`/api/v2/${path}?${query}`);
      const page = body[member];
      if (!Array.isArray(page))
        throw notAirflow(this.#options.server, `its response to /api/v2/${path} has no ${member}`);
      items.push(...page);
      if (page.length === 0 || items.length >= Number(body.total_entries)) return { items, now };
    }
    throw notAirflow(this.#options.server, `its list /api/v2/${path} does not end after ${MAX_PAGES} pages`);
  }

  async #get(path: string): Promise<{ readonly body: Record<string, unknown>; readonly now: number }> {
    this.#token ??= this.#logIn();
    const token = await this.#token.catch((error: unknown) => {
      this.#token = undefined;
      throw error;
    });
    const answer = await callService(this.#service, path, { headers: { authorization: `Bearer ${token}` } });
    return { body: this.#read(answer, path), now: Date.parse(answer.headers.get('date') ?? '') || Date.now() };
  }

  /** Returns a token: https://airflow.apache.org/docs/apache-airflow/stable/security/api.html */
  async #logIn(): Promise<string> {
    const { account } = this.#options;
    if ('token' in account) return account.token;
    const headers = { 'content-type': 'application/json' };
    const answer = await callService(this.#service, '/auth/token', {
      method: 'POST',
      headers,
      body: JSON.stringify(account),
    });
    const { access_token: token } = this.#read(answer, '/auth/token', 'POST');
    if (typeof token !== 'string')
      throw notAirflow(this.#options.server, 'its response to /auth/token has no access_token');
    mask(token);
    return token;
  }

  get #service(): Service {
    return airflowAt(this.#options.server);
  }

  #read(answer: WholeAnswer, path: string, method?: string): Record<string, unknown> {
    const { server } = this.#options;
    const { status } = answer;
    const [route] = path.split('?', 1);
    if (status === 401 || status === 403) throw accountRejected(server, status);
    if (TRANSIENT_STATUSES.has(status)) {
      throw serviceFailure(this.#service, requestOf(this.#service, path, method), answer, String(status));
    }
    if (status < 200 || status > 299) throw notAirflow(server, `it returned ${status} for ${route}`);
    const body = parseJsonObject(answer.body);
    if (body === undefined) throw notAirflow(server, `its response to ${route} is not a JSON object`);
    return body;
  }
}
