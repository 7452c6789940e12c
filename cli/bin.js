#!/usr/bin/env node
// Old versions of Node must understand this file, so that they can say what is missing.
const version = process.versions.node;
if (Number(version.split('.')[0]) < 24) {
  console.error(
    `flux-airflow needs Node 24 or later, and this is Node ${version}. Install it, or run: npx --package node@24 --package flux-airflow flux-airflow`,
  );
  process.exitCode = 2;
} else {
  import('./bundle/index.js');
}
