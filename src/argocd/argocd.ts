import { callService, noAnswer, requestOf, type Service } from '../http/service-call.ts';
import type { Application, EventList, ResourceTree, TroubledPod } from './application.ts';
import { argoCdAt, classifyRejection, notArgoCd } from './errors.ts';

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
    return this.#get<Application>(this.#path, this.#query(refresh));
  }

  /** Everything that lives for the application, pods among it; throws as `look` does. */
  readTree(): Promise<ResourceTree> {
    return this.#get<ResourceTree>(`${this.#path}/resource-tree`, this.#query(false));
  }

  /** What Kubernetes noted of a pod; throws as `look` does. */
  readEvents({ name, namespace, uid }: TroubledPod): Promise<EventList> {
    const query = this.#query(false);
    query.set('resourceName', name);
    query.set('resourceNamespace', namespace);
    query.set('resourceUID', uid);
    return this.#get<EventList>(`${this.#path}/events`, query);
  }

  async #get<T>(path: string, query: URLSearchParams): Promise<T> {
    const headers = { authorization: `Bearer ${this.#options.token}` };
    const answer = await callService(this.#service, `${path}?${query}`, { headers });
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
        ? notArgoCd(server, 'it answered with a web page')
        : noAnswer(this.#service, request, cause);
    }
    if (typeof value !== 'object' || value === null) throw notArgoCd(server, 'its answer is no JSON object');
    return value;
  }
}
