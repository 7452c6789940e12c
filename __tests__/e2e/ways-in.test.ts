import { tryWays } from './ways/try-ways.ts';
import { WAYS } from './ways/ways.ts';

tryWays('every way in, by every method of merging, ends as the table says', WAYS);
