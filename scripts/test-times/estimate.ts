/** A test file: how long it takes when it runs, and which real parts each of its suites needs. */
export interface TestFile {
  readonly path: string;
  readonly seconds: number;
  readonly suites: readonly (readonly string[])[];
}

export interface Estimate {
  readonly seconds: number;
  /** The paths of the files whose suites are all skipped. */
  readonly skipped: readonly string[];
  /** The parts that skipped suites need, each once. */
  readonly missing: readonly string[];
}

/** Estimates how long the files take together, when files whose real parts are missing are skipped. */
export function estimate(
  files: readonly TestFile[],
  workers: number,
  isInstalled: (part: string) => boolean,
): Estimate {
  const canRun = (suite: readonly string[]) => suite.every(isInstalled);
  const skipped = files.filter(({ suites }) => suites.length > 0 && !suites.some(canRun));
  const running = files.filter((file) => !skipped.includes(file)).map(({ seconds }) => seconds);
  const sum = running.reduce((total, seconds) => total + seconds, 0);
  return {
    seconds: Math.max(sum / workers, ...running, 0),
    skipped: skipped.map(({ path }) => path),
    missing: [...new Set(files.flatMap(({ suites }) => suites.flat()).filter((part) => !isInstalled(part)))].toSorted(),
  };
}

/** Formats a duration for people: seconds up to two minutes, then whole minutes. */
export function formatDuration(seconds: number): string {
  return seconds < 100 ? `${Math.ceil(seconds / 10) * 10} seconds` : `${Math.max(2, Math.round(seconds / 60))} minutes`;
}

/** Formats an estimate as the lines that a test run begins with. */
export function formatEstimate({ seconds, skipped, missing }: Estimate, files: number): string {
  const time = `${files} test files: about ${formatDuration(seconds)} if nothing else uses the machine`;
  if (missing.length === 0) return time;
  return `${time}\nSkipped because a real part is missing: ${skipped.length} of them (scripts/real-parts ${missing.join(' ')})`;
}
