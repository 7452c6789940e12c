import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { DeploymentEvent, PageData } from '../../../src/deployments-page/data.ts';
import { commonFolder, formatDuration } from '../../../src/deployments-page/format.ts';
import { renderPage } from '../../../src/deployments-page/render.ts';
import { countEvents, splitByPeriod } from '../../../src/deployments-page/statistics.ts';
import { samplePage } from '../../real/parts/sample-page.ts';

const ASSETS = { script: 'console.log("page")', style: 'body { color: red }' };
const HOSTILE = "</script><script>alert(1)</script><!-- \" onload='x'";

function sha256(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

test('escapes text from users', () => {
  const sample = samplePage({ deployments: 40, files: 3, days: 10, reason: HOSTILE });
  const data: PageData = {
    ...sample,
    warnings: [HOSTILE],
    files: sample.files.map((file) => ({ ...file, path: HOSTILE, tag: HOSTILE, hold: HOSTILE })),
  };
  const page = renderPage(data, ASSETS);
  expect(page.match(/<\/?script[ >]/g)).toEqual(['<script ', '</script>', '<script>', '</script>']);
  expect(page).not.toContain('<!--');
  const [, json = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page) ?? [];
  expect(JSON.parse(json)).toEqual(data);
});

test('links only web addresses', () => {
  const data = samplePage({ deployments: 5, files: 1, days: 5 });
  const current = data.files[0]?.current ?? 0;
  const events = data.events.with(current, {
    ...(data.events[current] as DeploymentEvent),
    pullRequests: ['javascript:alert(1)'],
  });
  const [body] = renderPage({ ...data, events }, ASSETS).split('<script type=');
  expect(body).toContain('#javascript:alert(1)');
  expect(body).not.toMatch(/href="(?!https:\/\/github\.com\/)/);
});

test('the content security policy allows only this script and this style', () => {
  const page = renderPage(samplePage({ deployments: 1, files: 1, days: 1 }), ASSETS);
  const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
  const written = policy.replaceAll('&#39;', "'");
  expect(written).toContain("default-src 'none'");
  expect(written).toContain(`script-src ${sha256(ASSETS.script)};`);
  expect(written).toContain(`style-src ${sha256(ASSETS.style)};`);
  expect(written).not.toContain('unsafe');
});

function event(at: string, more: Partial<DeploymentEvent> = {}): DeploymentEvent {
  return { kind: 'deploy', at, ...more };
}

test('counts a rollback as a hold, a resume as a deployment only if it changes the tag, and medians of known times', () => {
  const events = [
    event('2026-03-01T00:00:00Z', { mergeSeconds: 10, healthySeconds: 60 }),
    event('2026-03-02T00:00:00Z', { mergeSeconds: 30, ending: 'failed' }),
    event('2026-03-03T00:00:00Z', { kind: 'rollback' }),
    event('2026-03-04T00:00:00Z', { kind: 'resume', tag: 'a', previousTag: 'a' }),
    event('2026-03-05T00:00:00Z', { kind: 'resume', tag: 'b', previousTag: 'a' }),
    event('2026-03-06T00:00:00Z', { kind: 'failed' }),
    event('2026-03-07T00:00:00Z', { kind: 'by-hand' }),
  ];
  expect(countEvents(events)).toEqual({
    deployments: 3,
    rollbacks: 1,
    failures: 2,
    holds: 1,
    mergeSeconds: 20,
    healthySeconds: 60,
  });
  expect(countEvents([])).toEqual({ deployments: 0, rollbacks: 0, failures: 0, holds: 0 });
});

test('splits into days up to 45 days, then into weeks from Monday, without gaps', () => {
  const days = splitByPeriod([event('2026-03-03T23:59:59Z'), event('2026-03-01T00:00:00Z')]);
  expect(days.map(({ start, events }) => [new Date(start * 1000).toISOString().slice(0, 10), events.length])).toEqual([
    ['2026-03-01', 1],
    ['2026-03-02', 0],
    ['2026-03-03', 1],
  ]);
  const weeks = splitByPeriod([event('2026-03-01T12:00:00Z'), event('2026-05-01T00:00:00Z')]);
  const starts = weeks.map(({ start }) => new Date(start * 1000).toISOString().slice(0, 10));
  expect([starts[0], starts[1], starts.at(-1), starts.length]).toEqual(['2026-02-23', '2026-03-02', '2026-04-27', 10]);
  expect(splitByPeriod([])).toEqual([]);
});

test('formats durations', () => {
  expect([undefined, 0.4, 59.6, 200, 3600, 7500, 90_000, 172_800].map(formatDuration)).toEqual([
    '–',
    '0 s',
    '1 min',
    '3 min 20 s',
    '1 h',
    '2 h 5 min',
    '1 d 1 h',
    '2 d',
  ]);
});

test('finds the common folder of all values files', () => {
  expect(commonFolder(['a/b/x.yaml', 'a/b/y.yaml'])).toBe('a/b/');
  expect(commonFolder(['a/bc/x.yaml', 'a/b/y.yaml'])).toBe('a/');
  expect(commonFolder(['a/b/x.yaml', 'y.yaml'])).toBe('');
  expect(commonFolder([])).toBe('');
});
