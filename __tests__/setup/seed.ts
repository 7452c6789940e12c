import fc from 'fast-check';

/** CI always draws the same cases, so that its result depends only on the change. `npm run soak` draws new ones. */
const CI_SEED = 20_261_124;

if (process.env.PROPERTY_RUNS === undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: CI_SEED });
