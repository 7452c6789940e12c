import { WAYS } from './merge-paths/merge-paths.ts';
import { tryWays } from './merge-paths/try-merge-paths.ts';

tryWays('every way in, by every method of merging, ends as the table says', WAYS);
