import { callService, noAnswer, requestOf, type Service } from '../http/service-call.ts';
import type { Application, EventList, ResourceTree, TroubledPod } from './application.ts';
import { argoCdAt, classifyRejection, notArgoCd } from './errors.ts';

export interface ArgoCdOptions {
  /** Its URL, with the sub-path if it has one. */
  readonly server: string;
  readonly token: string;
  readonly application: string;
  /** The namespace of the Application, if it is not Argo CD's own. */
  readonly namespace?: string;
  readonly project?: string;
}

/** Reads one application from Argo CD's REST API, and can end its sync; https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/ */
export class ArgoCd {
  readonly #options: ArgoCdOptions;

  constructor(options: ArgoCdOptions) {
    this.#options = options;
  }

  /** Returns the URL of the application's page in Argo CD. */
  get page(): string {
    const { server, application, namespace } = this.#options;
    return `${server}/applications/${namespace === undefined ? '' : `${namespace}/`}${application}`;
  }

  /**
   * Reads the application; with `refresh`, Argo CD compares it with git first. `signal` ends the call early.
   * @throws RetryableError if another attempt may succeed; ArgoCdError `not-argocd`, `token`, `application`
   */
  look({ refresh, signal }: { readonly refresh: boolean; readonly signal?: AbortSignal }): Promise<Application> {
    return this.#get<Application>(this.#path, this.#query(refresh), signal);
  }

  /** Reads all live resources of the application, including pods; throws as `look` does. */
  readTree(): Promise<ResourceTree> {
    return this.#get<ResourceTree>(`${this.#path}/resource-tree`, this.#query(false));
  }

  /** Reads the Kubernetes events of a pod; throws as `look` does. */
  readEvents({ name, namespace, uid }: TroubledPod): Promise<EventList> {
    const query = this.#query(false);
    query.set('resourceName', name);
    query.set('resourceNamespace', namespace);
    query.set('resourceUID', uid);
    return this.#get<EventList>(`${this.#path}/events`, query);
  }

  /**
   * Ends the running sync, if there is one; throws as `look` does, also if the account lacks the right `sync`. To repeat it
   * is not safe: the next sync may run by then.
   */
  async endOperation(): Promise<void> {
    const path = `${this.#path}/operation`;
    const headers = { authorization: `Bearer ${this.#options.token}`, 'content-type': 'application/json' };
    const answer = await callService(this.#service, `${path}?${this.#query(false)}`, { method: 'DELETE', headers });
    const hasNone = answer.status === 400;
    if (hasNone || (answer.status >= 200 && answer.status < 300)) return;
    throw classifyRejection(answer, { ...this.#options, request: requestOf(this.#service, path, 'DELETE') });
  }

  async #get<T>(path: string, query: URLSearchParams, signal?: AbortSignal): Promise<T> {
    const headers = { authorization: `Bearer ${this.#options.token}` };
    const answer = await callService(this.#service, `${path}?${query}`, {
      headers,
      ...(signal && { signal }),
    });
    const request = requestOf(this.#service, path);
    if (answer.status >= 200 && answer.status < 300) return this.#parse(answer.body, request);
    throw classifyRejection(answer, { ...this.#options, request });
  }

  get #service(): Service {
    return argoCdAt(this.#options.server);
  }

  get #path(): string {
    return `/api/v1/applications/${encodeURIComponent(this.#options.application)}`;
  }

  #query(refresh: boolean): URLSearchParams {
    const { namespace, project } = this.#options;
    return new URLSearchParams({
      ...(refresh ? { refresh: 'normal' } : {}),
      ...(namespace === undefined ? {} : { appNamespace: namespace }),
      ...(project === undefined ? {} : { project }),
    });
  }

  #parse<T>(body: string, request: string): T {
    const { server } = this.#options;
    let value: T;
    try {
      value = JSON.parse(body);
    } catch (cause) {
      throw body.trimStart().startsWith('<')
        ? notArgoCd(server, 'it returned a web page')
        : noAnswer(this.#service, request, cause);
    }
    if (typeof value !== 'object' || value === null) throw notArgoCd(server, 'its response is not a JSON object');
    return value;
  }
}
