import { type Answer, json, type Request } from '../http/message.ts';
import type { Route } from '../http/service.ts';
import type { AirflowAccess, AirflowAccount } from './access.ts';
import type { AirflowState, SandboxDag, SandboxRun } from './state.ts';

/** `[api] maximum_page_limit`. */
const MAX_PAGE = 100;
const KNOWN_FIELDS = [
  ...['dag_run_id', 'data_interval_start', 'data_interval_end', 'logical_date', 'run_after', 'conf', 'note'],
  'partition_key',
];

/** Returns the routes of the REST API, by https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html */
export function airflowRoutes(state: AirflowState, access: AirflowAccess): Route[] {
  const route = (
    method: string,
    path: string,
    role: AirflowAccount['role'],
    handle: (request: Request) => Answer | Promise<Answer>,
  ): Route => ({
    method,
    path: `/api/v2${path}`,
    handle: (request) => access.check(request, role) ?? handle(request),
  });
  return [
    { method: 'POST', path: '/auth/token', handle: (request) => access.logIn(request) },
    route('GET', '/dags', 'viewer', (request) => {
      const listed = [...state.dags.values()].filter(({ isStale }) => !isStale);
      return page(
        request,
        'dags',
        listed.map((dag) => showDag(dag, state)),
      );
    }),
    route('GET', '/importErrors', 'viewer', (request) => page(request, 'import_errors', [])),
    route('GET', '/config/section/:section/option/:option', 'viewer', (request) => showOption(request, state)),
    route('GET', '/dags/~/dagRuns/~/taskInstances', 'viewer', (request) => listRunning(request, state)),
    route('GET', '/dags/:dag', 'viewer', ({ params: { dag = '' } }) => {
      const found = state.dags.get(dag);
      return found === undefined
        ? json(404, { detail: `The Dag with ID: \`${dag}\` was not found` })
        : json(200, showDag(found, state));
    }),
    route('POST', '/dags/:dag/dagRuns', 'user', (request) => trigger(request, state)),
    route('GET', '/dags/:dag/dagRuns/:run', 'viewer', (request) => {
      const run = findRun(request, state);
      return run === undefined ? runNotFound(request) : json(200, showRun(run, state));
    }),
    route('GET', '/dags/:dag/dagRuns/:run/taskInstances', 'viewer', (request) => {
      const run = findRun(request, state);
      if (run === undefined) return runNotFound(request);
      const { failedTask } = state.dags.get(run.dag)?.outcome ?? {};
      return page(request, 'task_instances', failedTask === undefined ? [] : [{ task_id: failedTask }]);
    }),
  ];
}

/** Returns one page, and never more than the maximum, without saying so. */
function page({ url: { searchParams } }: Request, member: string, items: readonly unknown[]): Answer {
  const [limit, offset] = [Number(searchParams.get('limit') ?? 50), Number(searchParams.get('offset') ?? 0)];
  const size = Math.min(limit, MAX_PAGE);
  return json(200, { [member]: items.slice(offset, offset + size), total_entries: items.length });
}

function showDag({ id, fileloc, isPaused, isStale }: SandboxDag, { parseMs }: AirflowState) {
  const parsedAt = new Date(Math.floor(Date.now() / parseMs) * parseMs);
  return {
    dag_id: id,
    fileloc,
    is_paused: isPaused,
    is_stale: isStale,
    has_import_errors: false,
    last_parsed_time: parsedAt.toISOString(),
  };
}

function showOption({ params: { section, option } }: Request, state: AirflowState): Answer {
  if (!state.showsConfiguration)
    return json(403, {
      detail: 'Your Airflow administrator chose not to expose the configuration, most likely for security reasons.',
    });
  if (section !== 'core' || option !== 'executor')
    return json(404, { detail: `Option [${section}/${option}] not found.` });
  return json(200, { sections: [{ name: section, options: [{ key: option, value: state.executor }] }] });
}

function listRunning(request: Request, state: AirflowState): Answer {
  const wanted = request.url.searchParams.getAll('state');
  const isListed = wanted.length === 0 || wanted.includes('running');
  const items = [...state.tasks.values()].map(({ id, dag, task, mapIndex, executor }) => ({
    id,
    dag_id: dag,
    dag_run_id: `scheduled__${dag}`,
    task_id: task,
    map_index: mapIndex,
    state: 'running',
    executor,
  }));
  return page(request, 'task_instances', isListed ? items : []);
}

/** Triggers a run, after the checks of Airflow in their order. */
async function trigger(request: Request, state: AirflowState): Promise<Answer> {
  const dag = state.dags.get(request.params.dag ?? '');
  const body = JSON.parse(String(await request.body()));
  const extra = Object.keys(body).filter((key) => !KNOWN_FIELDS.includes(key));
  if (!('logical_date' in body) || extra.length > 0)
    return json(422, { detail: [{ type: 'missing', loc: ['body', ...extra], msg: 'Field required or forbidden' }] });
  if (dag === undefined || dag.isStale)
    return json(404, { detail: `Dag with dag_id: '${request.params.dag}' not found` });
  const id: string = body.dag_run_id;
  if (!/^[A-Za-z0-9_.~:+-]+$/.test(id) || id.includes('..'))
    return json(400, { detail: `The run_id provided '${id}' does not match regex pattern` });
  const same = state.runs.filter((run) => run.dag === dag.id);
  if (same.some((run) => run.id === id || (run.logicalDate !== null && run.logicalDate === body.logical_date)))
    return json(409, {
      detail: {
        reason: 'Unique constraint violation',
        statement: 'hidden',
        orig_error: 'hidden',
        message: 'Serious error',
      },
    });
  const { conf = {}, note = null, logical_date: logicalDate } = body;
  const run = { dag: dag.id, id, conf, note, logicalDate, triggeredAt: Date.now() };
  state.runs.push(run);
  return json(200, { ...showRun(run, state), state: 'queued' });
}

function findRun({ params }: Request, { runs }: AirflowState): SandboxRun | undefined {
  return runs.find(({ dag, id }) => dag === params.dag && id === params.run);
}

function runNotFound({ params: { dag, run } }: Request): Answer {
  return json(404, { detail: `The DagRun with dag_id: \`${dag}\` and run_id: \`${run}\` was not found` });
}

function showRun(run: SandboxRun, state: AirflowState) {
  const { id, dag, conf, note, logicalDate } = run;
  return { dag_run_id: id, dag_id: dag, conf, note, logical_date: logicalDate, state: state.stateOf(run) };
}
