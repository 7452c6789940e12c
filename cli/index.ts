/** The program `flux-airflow`: `npm run cli -- --help` in a clone. */
import { createProgram } from './program.ts';
import { runProgram } from './run-program.ts';

await runProgram(createProgram(), process.argv);
