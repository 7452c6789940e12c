import { expect, test } from '@jest/globals';
import { LatencyPlan } from '../../../../sandbox/http/latency.ts';

const ROUTES = ['GET /user', 'graphql ReadOrigins', 'POST /repos/:owner/:repo/pulls'];

function wholes(setting: string, route: string): number[] {
  const plan = new LatencyPlan('github', setting);
  return Array.from({ length: 20 }, () => plan.next(route)).map(({ before, after }) => before + after);
}

test('without a setting, and for a service that it does not name, a call has no latency', () => {
  for (const setting of ['', '1500:1:airflow,argocd'])
    expect(new LatencyPlan('github', setting).next('GET /user')).toEqual({ before: 0, after: 0 });
});

test('each route has its own maximum, below that of the setting, and its calls take at least half of it', () => {
  const maxima = ROUTES.map((route) => {
    const latencies = wholes('1500:1:airflow,github', route);
    expect(Math.max(...latencies)).toBeLessThanOrEqual(1_500);
    expect(Math.min(...latencies)).toBeGreaterThan(Math.max(...latencies) / 2 - 1);
    return Math.max(...latencies);
  });
  expect(new Set(maxima)).toHaveProperty('size', ROUTES.length);
});

test('the same seed draws the same latencies, and another seed others', () => {
  const [route = ''] = ROUTES;
  expect(wholes('1500:1', route)).toEqual(wholes('1500:1', route));
  expect(wholes('1500:2', route)).not.toEqual(wholes('1500:1', route));
});
