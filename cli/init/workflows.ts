import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEMPLATE } from '../package-folder.ts';
import type { Answers } from './answers.ts';

/** The layout for which the template's workflow lints and tests. */
const TEMPLATE_FILES = ['airflow/tests/', 'requirements-dev.txt'];
const TEMPLATE_DAGS = 'airflow/dags';

/** Returns a file of the template with its placeholders filled in. */
export function fillTemplate(path: string, answers: Answers): string {
  const values: Readonly<Record<string, string | undefined>> = {
    '<leads>': answers.leads,
    '<image>': answers.image,
    '<aws-role>': answers.awsRole,
    '<gitops-repository>': answers.gitops,
    '<gitops-app-id>': answers.appId,
    '<values-file>': answers.valuesFile,
    '<operators>': answers.operators,
  };
  const lines = readFileSync(join(TEMPLATE, path), 'utf8').split('\n');
  return lines
    .filter((line) => Object.entries(values).every(([place, value]) => value !== undefined || !line.includes(place)))
    .map((line) => line.replace(/<[a-z-]+>/g, (place) => values[place] ?? place))
    .join('\n');
}

/** Returns the workflow that deploys, with the inputs for the repository's own layout. */
export function renderDeploy(answers: Answers): string {
  return addInputs(fillTemplate('.github/workflows/deploy.yaml', answers), buildInputs(answers));
}

/** Returns whether the repository has the files that the template's workflow for pull requests checks. */
export function hasTemplateLayout({ paths, dags }: Answers): boolean {
  return dags === TEMPLATE_DAGS && TEMPLATE_FILES.every((file) => paths.some((path) => path.startsWith(file)));
}

/** Returns the workflow for pull requests: the template's, or one that only loads the DAGs of another layout. */
export function renderPullRequest(answers: Answers): string {
  if (hasTemplateLayout(answers))
    return addInputs(fillTemplate('.github/workflows/pull-request.yaml', answers), buildInputs(answers));
  return addInputs(CHECK_ONLY.replaceAll('<release>', answers.release), {
    dags: answers.dags,
    image: answers.image,
    ...buildInputs(answers),
  });
}

/** The names of the checks that a pull request must pass. */
export function requiredChecks(answers: Answers): string[] {
  return hasTemplateLayout(answers) ? ['pull-request / dags', 'pull-request / check'] : ['check'];
}

function buildInputs({ dockerfile, context }: Answers): Record<string, string> {
  return {
    ...(dockerfile === 'Dockerfile' ? {} : { file: dockerfile }),
    ...(context === '.' ? {} : { context }),
  };
}

/** Adds inputs as the first ones below `with:`. */
function addInputs(text: string, inputs: Readonly<Record<string, string>>): string {
  return text.replace(/^( *)with:\n/m, (line, indent: string) => {
    const added = Object.entries(inputs).map(([name, value]) => `${indent}  ${name}: ${JSON.stringify(value)}\n`);
    return `${line}${added.join('')}`;
  });
}

/** A test compares the pinned action with that of the reusable workflow. */
const CHECK_ONLY = `name: pull-request

on:
  pull_request:
  merge_group:
  push:
    branches: [main] # keeps the check's results of the merge, so that pull requests load only what they change

permissions: {}

jobs:
  check:
    name: check
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    permissions:
      contents: read # the checkout
      pull-requests: write # the comment with the findings and the changes of the merge
      checks: write # more annotations than a step can show
      actions: read # which branch wrote the kept results
    steps:
      - name: Check out the merge commit and its base
        uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with: { fetch-depth: 2, persist-credentials: false }

      - name: Load every DAG in the image that will ship
        uses: flux-data/flux-airflow/actions/check@<release>
        with:
`;
