import { availableParallelism } from 'node:os';
import { join } from 'node:path';

// The tests start some thousand Node processes, which spend a fifth of their time on compiling the same files again.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/node');

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  setupFiles: ['<rootDir>/__tests__/setup/seed.ts'],
  setupFilesAfterEnv: ['<rootDir>/__tests__/setup/matchers.ts'],
  // Airflow on a node of its own takes minutes of both cores: `npm run test:cluster`.
  testPathIgnorePatterns: process.env.CLUSTER === 'airflow' ? [] : ['<rootDir>/__tests__/cluster/'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/build', '<rootDir>/dist'],
  transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }] },
  // A fifth of the time is spent in waiting for other processes, by all at once.
  maxWorkers: availableParallelism() + 1,
  // Each test file leaves memory behind, and a large process takes long to start others.
  workerIdleMemoryLimit: '600MB',
  // Ends a test that hangs. How long a test takes depends on the machine, so none has a shorter limit.
  testTimeout: 300_000,
  testSequencer: '<rootDir>/scripts/long-first.js',
  reporters: ['default', '<rootDir>/scripts/closing-line.js'],
};
