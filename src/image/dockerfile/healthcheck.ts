import { parseJson } from '../../parse-json.ts';
import type { Dockerfile, Instruction } from './dockerfile.ts';
import { NeedsDocker } from './needs-docker.ts';
import { flagOf } from './parse-dockerfile.ts';

const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
/** Docker rejects a shorter time. */
const SHORTEST = 1e6;

/**
 * Returns HEALTHCHECK in the form of Docker's image config, times in nanoseconds; https://docs.docker.com/reference/dockerfile/#healthcheck
 * @throws NeedsDocker
 */
export function parseHealthcheck(instruction: Instruction, dockerfile: Dockerfile): Record<string, unknown> {
  const { rest } = instruction;
  if (/^NONE\s*$/i.test(rest)) return { Test: ['NONE'] };
  const [, command] = /^CMD\s+(.+)$/is.exec(rest) ?? [];
  if (command === undefined) throw new NeedsDocker(dockerfile, instruction, 'HEALTHCHECK needs CMD or NONE');
  const retries = flagOf(instruction, 'retries') ?? '0';
  if (!/^\d+$/.test(retries)) throw new NeedsDocker(dockerfile, instruction, `${retries} is not a number of retries`);
  const time = (flag: string) => duration(flagOf(instruction, flag), instruction, dockerfile);
  const fields = {
    Interval: time('interval'),
    Timeout: time('timeout'),
    StartPeriod: time('start-period'),
    StartInterval: time('start-interval'),
    Retries: Number(retries),
  };
  const given = Object.entries(fields).filter(([, value]) => value !== 0);
  return { Test: testOf(command), ...Object.fromEntries(given) };
}

function testOf(command: string): string[] {
  const words = parseJson(command);
  const isList = Array.isArray(words) && words.every((word) => typeof word === 'string');
  return isList ? ['CMD', ...words] : ['CMD-SHELL', command];
}

/** Reads a duration in Go's notation, e.g. `1m30s`; https://pkg.go.dev/time#ParseDuration */
function duration(text: string | undefined, instruction: Instruction, dockerfile: Dockerfile): number {
  if (text === undefined || text === '0') return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) {
    throw new NeedsDocker(dockerfile, instruction, `${text} is not a duration`);
  }
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g);
  // Docker rejects a config with fractional nanoseconds, and 1.005 s times a billion is fractional.
  const time = [...parts].reduce(
    (sum, [, number, unit = 's']) => sum + Math.round(Number(number) * (NANOSECONDS[unit] ?? 0)),
    0,
  );
  if (time > 0 && time < SHORTEST) throw new NeedsDocker(dockerfile, instruction, `${text} is less than 1ms`);
  return time;
}
