/** Objects of Kubernetes, Flux, Argo CD and Kustomize, in each shape through a whole life, as values are. */
import { defineShapeTests } from './gitops-shapes/life.ts';
import { OBJECTS } from './gitops-shapes/shapes.ts';

defineShapeTests(OBJECTS);
