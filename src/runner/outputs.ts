import { setOutput } from '@actions/core';

/** Sets the outputs that have a value. */
export function setOutputs(outputs: Readonly<Record<string, string | null | undefined>>): void {
  for (const [name, value] of Object.entries(outputs)) {
    if (value !== undefined && value !== null) setOutput(name, value);
  }
}
