import type { Limits } from '../airflow/python.ts';
import type { CheckOptions } from './options.ts';

const DEFAULT_SECONDS = 30;
const DEFAULT_MEMORY_MB = 1024;

/** Returns the policy's limits for loading the files, on all cores. */
export function limitsOf({ policy, processes }: Pick<CheckOptions, 'policy' | 'processes'>): Limits {
  return {
    secondsPerFile: policy.check.secondsPerFile ?? DEFAULT_SECONDS,
    memoryMbPerFile: policy.check.memoryMbPerFile ?? DEFAULT_MEMORY_MB,
    processes,
    programs: policy.check.allowPrograms,
    hosts: policy.check.allowHosts,
  };
}
