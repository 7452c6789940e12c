import type { Service } from './service.ts';

/** Aborts as soon as the service has had a fault on a route. Returns the function that stops looking. */
export function abortAtFault(service: Pick<Service, 'listen'>, route: string, killer: AbortController): () => void {
  return service.listen(route, ({ fault }) => {
    if (fault !== undefined) killer.abort();
  });
}
