import { Service } from '../http/service.ts';
import { AirflowAccess, type AirflowAccount } from './access.ts';
import { airflowRoutes } from './routes.ts';
import { AirflowState } from './state.ts';

export interface AirflowOptions {
  readonly accounts: readonly AirflowAccount[];
  readonly port?: number;
}

export interface Airflow {
  readonly url: string;
  /** The record of calls, and the faults. */
  readonly service: Service;
  /** DAGs, running tasks and DAG runs; a test changes them. */
  readonly state: AirflowState;
  /** Makes every token invalid, as at the end of its time. */
  expireTokens(): void;
  close(): Promise<void>;
}

/** Starts the REST API of Airflow 3 on loopback. It runs no DAG: a test says which tasks run, and how runs end. */
export async function startAirflow({ accounts, port }: AirflowOptions): Promise<Airflow> {
  const state = new AirflowState();
  const access = new AirflowAccess(accounts);
  const service = await Service.start({
    name: 'airflow',
    routes: airflowRoutes(state, access),
    beforeSend: (_route, _request, answer) => ({
      ...answer,
      // As uvicorn sends it.
      headers: { ...answer.headers, date: new Date().toUTCString() },
    }),
    ...(port === undefined ? {} : { port }),
  });
  return { url: service.url, service, state, expireTokens: () => access.expireTokens(), close: () => service.close() };
}
