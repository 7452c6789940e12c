import fc from 'fast-check';

/** What CI says of a change must come from the change: it draws the same cases each time, and `npm run soak` new ones. */
const CI_SEED = 20_261_124;

if (process.env.PROPERTY_RUNS === undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: CI_SEED });
