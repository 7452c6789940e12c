import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { samplePage } from '../../../sandbox/deployments-page/sample-page.ts';
import type { PageData } from '../../../src/deployments-page/data.ts';
import { renderPage } from '../../../src/deployments-page/render.ts';
import { sampleData, sampleEvent, sampleFile } from './sample-data.ts';

const ASSETS = { script: 'console.log("page")', style: 'body { color: red }' };
const HOSTILE = "</script><script>alert(1)</script><!-- \" onload='x'";

function sha256(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function readData(page: string): PageData {
  const [, json = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page) ?? [];
  return JSON.parse(json);
}

test('escapes text from users', () => {
  const sample = samplePage({ deployments: 40, files: 3, days: 10, reason: HOSTILE });
  const link = { url: 'https://github.com/o/r/pull/1', title: HOSTILE };
  const hold = { sentence: HOSTILE, by: HOSTILE, reason: HOSTILE };
  const waiting = [{ ...link, mergedAt: '2026-11-01T00:00:00Z' }];
  const data: PageData = {
    ...sample,
    warnings: [HOSTILE],
    files: sample.files.map((file) => ({ ...file, path: HOSTILE, name: HOSTILE, tag: HOSTILE, hold, waiting })),
    events: sample.events.map((event) => ({ ...event, error: HOSTILE, approvers: [HOSTILE], pullRequests: [link] })),
  };
  const page = renderPage(data, ASSETS);
  expect(page.match(/<\/?script[ >]/g)).toEqual(['<script ', '</script>', '<script>', '</script>']);
  expect(page).not.toContain('<!--');
  expect(readData(page).files).toEqual(data.files);
});

test('links only web addresses', () => {
  const address = 'javascript:alert(1)';
  const event = sampleEvent({ run: address, pullRequests: [{ url: address, title: 'Load orders' }], ending: 'failed' });
  const waiting = [{ url: address, title: 'Fix orders', mergedAt: '2026-02-01T00:00:00Z' }];
  const page = renderPage(sampleData({ events: [event], files: [sampleFile({ waiting })] }), ASSETS);
  const [body] = page.split('<script type=');
  expect(body).toContain('Load orders');
  expect(body).toContain('Fix orders');
  expect(body).not.toMatch(/href="(?!https:\/\/github\.com\/|\?wall")/);
});

test('the content security policy allows only this script and this style', () => {
  const page = renderPage(sampleData(), ASSETS);
  const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
  const written = policy.replaceAll('&#39;', "'");
  expect(written).toContain("default-src 'none'");
  expect(written).toContain(`script-src ${sha256(ASSETS.script)};`);
  expect(written).toContain(`style-src ${sha256(ASSETS.style)};`);
  expect(written).not.toContain('unsafe');
});

test('the title counts the teams that need attention', () => {
  const hold = { sentence: 'Held' };
  const held = sampleData({ files: [sampleFile({ hold }), sampleFile({ name: 'Elite' })] });
  expect(renderPage(held, ASSETS)).toContain('<title>(1) Deployments of flux-data/gitops</title>');
  expect(renderPage(sampleData(), ASSETS)).toContain('<title>✓ Deployments of flux-data/gitops</title>');
});

test('the data leaves out facts that the page does not show', () => {
  const facts = { author: 'flux-deployer[bot]', previousTag: 'version-b' };
  const events = (['deploy', 'resume', 'by-hand'] as const).map((kind) => sampleEvent({ kind, ...facts }));
  const read = readData(renderPage(sampleData({ events }), ASSETS)).events;
  expect(read.map(({ author, previousTag }) => [author, previousTag])).toEqual([
    [undefined, undefined],
    [undefined, 'version-b'],
    ['flux-deployer[bot]', undefined],
  ]);
});
