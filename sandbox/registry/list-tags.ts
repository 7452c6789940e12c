import { type Answer, json, type Request } from '../http/message.ts';
import { type Context, repositoryOf } from './context.ts';

/** Serves `GET …/tags/list?n=&last=`, sorted, with a `Link` to the next page (distribution-spec 1.1, spec.md#listing-tags). */
export function listTags(context: Context, request: Request): Answer {
  const { name, tags } = repositoryOf(context, request);
  const { searchParams } = request.url;
  const last = searchParams.get('last') ?? '';
  const rest = [...tags.keys()].sort().filter((tag) => tag > last);
  const limit = Number(searchParams.get('n') ?? rest.length);
  const page = rest.slice(0, Number.isNaN(limit) ? undefined : limit);
  const next = page.at(-1);
  const link =
    next === undefined || page.length === rest.length
      ? {}
      : { link: `</v2/${name}/tags/list?n=${limit}&last=${encodeURIComponent(next)}>; rel="next"` };
  return json(200, { name, tags: page }, link);
}
