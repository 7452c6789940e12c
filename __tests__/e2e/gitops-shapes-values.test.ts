/** Values of charts, in each shape through a whole life: deploy, rerun, conflict, hold, resume, rollback, guard, status. */
import { defineShapeTests } from './gitops-shapes/life.ts';
import { VALUES } from './gitops-shapes/shapes.ts';

defineShapeTests(VALUES);
