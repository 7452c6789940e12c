import { posix } from 'node:path';
import type { Settings } from '../oci/image-config.ts';
import type { Dockerfile, Instruction } from './dockerfile.ts';
import { parseHealthcheck } from './healthcheck.ts';
import { NeedsDocker } from './needs-docker.ts';
import { splitWords } from './words/expand.ts';
import { jsonOf } from './words/instruction-words.ts';
import type { Variables } from './words/variables.ts';

/** What the instructions that only declare change, in place. */
export interface Declaring {
  readonly dockerfile: Dockerfile;
  readonly scope: Variables;
  readonly settings: Settings;
  /** Whether the stage has set CMD before, so that ENTRYPOINT does not reset it. */
  hasCommand: boolean;
}

type Declare = (instruction: Instruction, to: Declaring) => string;

const DEFAULT_SHELL = ['/bin/sh', '-c'];

/** The instructions that only declare. Each returns its history line as BuildKit writes it. */
export const DECLARE: Readonly<Record<string, Declare>> = {
  ARG: (instruction, { scope, dockerfile }) => {
    const names = splitWords(instruction.rest, dockerfile.escapeToken).map((word) => word.split('=', 1)[0] ?? '');
    const values = names.map((name) => [name, scope.lookup(name)] as const);
    return `ARG ${values.map(([name, value]) => (value === undefined ? name : `${name}=${value}`)).join(' ')}`;
  },
  ENV: (instruction, { scope, settings }) => {
    const env = new Map((settings.Env ?? []).map((pair) => [pair.split('=', 1)[0] ?? '', pair]));
    const assigned = scope.assignments(instruction);
    for (const { name, value } of assigned) env.set(name, `${name}=${value}`);
    settings.Env = [...env.values()];
    return `ENV ${assigned.map(({ name, value }) => `${name}=${value}`).join(' ')}`;
  },
  LABEL: (instruction, { scope, settings }) => {
    const assigned = scope.assignments(instruction);
    settings.Labels = { ...settings.Labels, ...Object.fromEntries(assigned.map(({ name, value }) => [name, value])) };
    return `LABEL ${assigned.map(({ name, value }) => `${name}=${value}`).join(' ')}`;
  },
  USER: (instruction, { scope, settings }) => {
    settings.User = scope.expand(instruction.rest, instruction);
    return `USER ${settings.User}`;
  },
  WORKDIR: (instruction, { scope, settings }) => {
    settings.WorkingDir = posix.resolve('/', settings.WorkingDir ?? '/', scope.expand(instruction.rest, instruction));
    return `WORKDIR ${settings.WorkingDir}`;
  },
  ENTRYPOINT: (instruction, to) => {
    to.settings.Entrypoint = commandOf(instruction, to.settings);
    if (!to.hasCommand) delete to.settings.Cmd;
    return `ENTRYPOINT ${quoteList(to.settings.Entrypoint)}`;
  },
  CMD: (instruction, to) => {
    to.settings.Cmd = commandOf(instruction, to.settings);
    to.settings.ArgsEscaped = true;
    to.hasCommand = true;
    return `CMD ${quoteList(to.settings.Cmd)}`;
  },
  SHELL: (instruction, { dockerfile, settings }) => {
    const shell = jsonOf(instruction);
    if (shell === undefined) throw new NeedsDocker(dockerfile, instruction, 'SHELL needs the JSON form');
    settings.Shell = shell;
    return `SHELL [${shell.join(' ')}]`;
  },
  EXPOSE: (instruction, { scope, settings, dockerfile }) => {
    const words = scope.expandWords(instruction).flatMap((word) => word.split(/\s+/));
    const ports = words.map((word) => (word.includes('/') ? word.toLowerCase() : `${word}/tcp`)).sort();
    const odd = ports.find((port) => !/^\d{1,5}\/(?:tcp|udp|sctp)$/.test(port));
    if (odd !== undefined) throw new NeedsDocker(dockerfile, instruction, `EXPOSE ${odd}`);
    settings.ExposedPorts = { ...settings.ExposedPorts, ...Object.fromEntries(ports.map((port) => [port, {}])) };
    return `EXPOSE [${ports.join(' ')}]`;
  },
  VOLUME: (instruction, { scope, settings }) => {
    const volumes = scope.expandWords(instruction);
    settings.Volumes = { ...settings.Volumes, ...Object.fromEntries(volumes.map((volume) => [volume, {}])) };
    return `VOLUME [${volumes.join(' ')}]`;
  },
  STOPSIGNAL: (instruction, { scope, settings }) => {
    settings.StopSignal = scope.expand(instruction.rest, instruction);
    return `STOPSIGNAL ${settings.StopSignal}`;
  },
  HEALTHCHECK: (instruction, { dockerfile, settings }) => {
    settings.Healthcheck = parseHealthcheck(instruction, dockerfile);
    return `HEALTHCHECK ${instruction.rest}`;
  },
  ONBUILD: (instruction, { settings }) => {
    const documents = instruction.heredocs.map(({ name, content }) => `\n${content}${name}`);
    const trigger = `${instruction.rest}${documents.join('')}`;
    settings.OnBuild = [...(settings.OnBuild ?? []), trigger];
    return `ONBUILD ${trigger}`;
  },
};

/** Returns the exec form as it is, and the shell form after the shell. */
function commandOf(instruction: Instruction, { Shell = DEFAULT_SHELL }: Settings): string[] {
  return jsonOf(instruction) ?? [...Shell, instruction.rest];
}

function quoteList(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(' ')}]`;
}
