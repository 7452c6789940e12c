import { Service } from '../http/service.ts';
import { Controller } from './controller.ts';
import { Hydrator, type HydratorOptions } from './hydrator.ts';
import type { OtherResource } from './other-resources.ts';
import type { Source } from './read-desired.ts';
import { type Access, APPLICATION, argoCdRoutes, type ServedApplication } from './routes.ts';
import type { Scenario } from './scenario.ts';

export interface ApplicationOptions extends Source {
  readonly name: string;
  /** Default: `argocd`. */
  readonly namespace?: string;
  /** Default: `default`. */
  readonly project?: string;
  /** If the chart's Jobs are Argo CD hooks. Default: true. */
  readonly hookJobs?: boolean;
  readonly scenario?: Scenario;
  readonly hydrator?: HydratorOptions;
}

export interface ArgoCdOptions extends Access {
  readonly applications: readonly ApplicationOptions[];
  /** Duration of each state of a rollout. Default: 100. */
  readonly stepMs?: number;
  /** The clock of rollouts, in milliseconds since 1970. Default: the machine's. */
  readonly now?: () => number;
  /** Interval of comparisons with git. Without it, only a refresh compares. */
  readonly pollMs?: number;
  readonly port?: number;
}

export interface ArgoCd {
  readonly url: string;
  /** The record of calls, and the faults. */
  readonly service: Service;
  /** Sets what happens to commits that the application finds from now on; with tags, to those of these tags only. */
  setScenario(application: string, scenario: Scenario, ...tags: readonly string[]): void;
  /** From now on, rollouts progress by one state with each read of the application, and not with time. */
  stepWithLooks(): void;
  /** Sets the resources beside the Deployment. */
  setOthers(application: string, others: readonly OtherResource[]): void;
  close(): Promise<void>;
}

const DEFAULT_STEP_MS = 100;

/** Starts Argo CD's REST API on loopback, with applications that follow real git repositories. */
export async function startArgoCd(options: ArgoCdOptions): Promise<ArgoCd> {
  const { stepMs = DEFAULT_STEP_MS, now: clock = Date.now, pollMs, port } = options;
  let stepping: { readonly since: number; readonly looks: number } | undefined;
  const countLooks = () => service.calls.filter(({ route }) => route === `GET ${APPLICATION}`).length;
  const now = () => (stepping === undefined ? clock() : stepping.since + (countLooks() - stepping.looks) * stepMs);
  const applications = new Map<string, ServedApplication>();
  for (const application of options.applications) {
    applications.set(application.name, await serveApplication(application, stepMs, now));
  }
  const service = await Service.start({
    name: 'argocd',
    routes: argoCdRoutes(applications, options),
    ...(port === undefined ? {} : { port }),
  });
  const stopPolling = pollMs === undefined ? () => {} : poll(applications, pollMs);
  return {
    url: service.url,
    service,
    setScenario: (name, scenario, ...tags) => find(applications, name).controller.follow(scenario, ...tags),
    stepWithLooks: () => {
      stepping = { since: now(), looks: countLooks() };
    },
    setOthers: (name, others) => {
      find(applications, name).controller.others = others;
    },
    async close() {
      stopPolling();
      await service.close();
    },
  };
}

function find(applications: ReadonlyMap<string, ServedApplication>, name: string): ServedApplication {
  const application = applications.get(name);
  if (application === undefined) throw new Error(`no application ${name}`);
  return application;
}

async function serveApplication(
  options: ApplicationOptions,
  stepMs: number,
  now: () => number,
): Promise<ServedApplication> {
  const { name, namespace = 'argocd', project = 'default', hookJobs = true, scenario = { kind: 'healthy' } } = options;
  const hydrator = options.hydrator && new Hydrator(options.repository, options.hydrator);
  const hydrating = hydrator === undefined ? {} : { hydrator };
  const controller = await Controller.start({ name, source: options, stepMs, hookJobs, scenario, now, ...hydrating });
  return { name, namespace, project, source: options, controller, ...hydrating };
}

function poll(applications: ReadonlyMap<string, ServedApplication>, pollMs: number): () => void {
  let isBusy = false;
  const timer = setInterval(async () => {
    if (isBusy) return;
    isBusy = true;
    const up = [...applications.values()].filter(({ controller }) => controller.scenario.kind !== 'controller-down');
    await Promise.all(up.map(({ controller }) => controller.refresh()));
    isBusy = false;
  }, pollMs);
  return () => clearInterval(timer);
}

export type { OtherResource, Scenario };
