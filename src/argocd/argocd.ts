import type { Application, EventList, ResourceTree, TroubledPod } from './application.ts';
import { classifyRejection, connectionLost, notArgoCd } from './errors.ts';

/** A refresh answers once the controller has compared, which takes as long as the chart takes to render. */
const CALL_LIMIT_MS = 20_000;

export interface ArgoCdOptions {
  /** Its address, with the sub-path if it has one. */
  readonly server: string;
  readonly token: string;
  readonly application: string;
  /** The namespace of the Application, where it is not Argo CD's own. */
  readonly namespace?: string;
  readonly project?: string;
}

/** Reads one application by Argo CD's REST interface; https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/ */
export class ArgoCd {
  readonly #options: ArgoCdOptions;

  constructor(options: ArgoCdOptions) {
    this.#options = options;
  }

  /** The application's page in Argo CD. */
  get page(): string {
    const { server, application, namespace } = this.#options;
    return `${server}/applications/${namespace === undefined ? '' : `${namespace}/`}${application}`;
  }

  /**
   * One look; with `refresh` after a comparison with git.
   * @throws RetryableError where another look may succeed; ArgoCdError `not-argocd`, `token`, `application`
   */
  look({ refresh }: { readonly refresh: boolean }): Promise<Application> {
    return this.#get<Application>(this.#url, this.#query(refresh));
  }

  /** Everything that lives for the application, pods among it; throws as `look` does. */
  readTree(): Promise<ResourceTree> {
    return this.#get<ResourceTree>(`${this.#url}/resource-tree`, this.#query(false));
  }

  /** What Kubernetes noted of a pod; throws as `look` does. */
  readEvents({ name, namespace, uid }: TroubledPod): Promise<EventList> {
    const query = this.#query(false);
    query.set('resourceName', name);
    query.set('resourceNamespace', namespace);
    query.set('resourceUID', uid);
    return this.#get<EventList>(`${this.#url}/events`, query);
  }

  async #get<T>(url: string, query: URLSearchParams): Promise<T> {
    const request = `GET ${new URL(url).pathname}`;
    const answer = await this.#fetch(`${url}?${query}`, request);
    const { server } = this.#options;
    const body = await answer.text().catch((cause) => Promise.reject(connectionLost(server, request, cause)));
    if (answer.ok) return this.#parse(body, request);
    throw classifyRejection(answer, body, { ...this.#options, request });
  }

  get #url(): string {
    const { server, application } = this.#options;
    return `${server}/api/v1/applications/${encodeURIComponent(application)}`;
  }

  #query(refresh: boolean): URLSearchParams {
    const { namespace, project } = this.#options;
    return new URLSearchParams({
      ...(refresh ? { refresh: 'normal' } : {}),
      ...(namespace === undefined ? {} : { appNamespace: namespace }),
      ...(project === undefined ? {} : { project }),
    });
  }

  async #fetch(url: string, request: string): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#options.token}`, 'user-agent': 'flux-airflow' };
    try {
      return await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(CALL_LIMIT_MS) });
    } catch (cause) {
      throw connectionLost(this.#options.server, request, cause);
    }
  }

  #parse<T>(body: string, request: string): T {
    const { server } = this.#options;
    let value: T;
    try {
      value = JSON.parse(body);
    } catch (cause) {
      throw body.trimStart().startsWith('<')
        ? notArgoCd(server, 'it answered with a web page')
        : connectionLost(server, request, cause);
    }
    if (typeof value !== 'object' || value === null) throw notArgoCd(server, 'its answer is no JSON object');
    return value;
  }
}
