import { join } from 'node:path';
import type { Command } from 'commander';
import { createProgram } from '../cli/program.ts';

export const COMMAND_PAGE = join(import.meta.dirname, '../docs/reference/command-line.md');

const HEAD = `# Command line

Generated from the program’s own help by \`npm run docs\`.

The program \`flux-airflow\` needs Node 24 and git. In a clone, run it as \`npm run cli -- <command>\`. \`npm run package -- DIR\` packs it, and \`npx --package DIR/flux-airflow-<version>.tgz flux-airflow <command>\` runs the package, which has no dependencies.

Exit codes: 0 success, 1 a deployment or a check failed, 2 a wrong option or file.`;

/** Returns the reference page of the program's commands. */
export function renderCommands(): string {
  const program = createProgram();
  const parts = [
    HEAD,
    fence(program),
    ...program.commands.map((command) => `## ${command.name()}\n\n${fence(command)}`),
  ];
  return `${parts.join('\n\n')}\n`;
}

function fence(command: Command): string {
  const text = command.configureHelp({ helpWidth: 100 }).helpInformation();
  return `\`\`\`text\n${text.trim()}\n\`\`\``;
}
