import type { Kubectl } from '../../sandbox/cluster/kubectl.ts';
import { waitFor } from '../../sandbox/wait-for.ts';

const NAME = 'no-image';
const MESSAGE = 'the image has a critical vulnerability';

/**
 * Rejects workloads of a kind whose image contains a text, as a company’s policy does. Returns a function that ends it.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export async function forbid(kubectl: Kubectl, image: string, kinds: string): Promise<() => Promise<void>> {
  const policy = (kind: string, spec: object) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: NAME },
    spec,
  });
  const rule = { apiGroups: ['apps', 'batch'], apiVersions: ['v1'], resources: [kinds] };
  const resourceRules = [{ ...rule, operations: ['CREATE', 'UPDATE'] }];
  const expression = `!object.spec.template.spec.containers.exists(each, each.image.contains('${image}'))`;
  await kubectl.apply([
    policy('ValidatingAdmissionPolicy', {
      matchConstraints: { resourceRules },
      validations: [{ expression, message: MESSAGE }],
    }),
    policy('ValidatingAdmissionPolicyBinding', { policyName: NAME, validationActions: ['Deny'] }),
  ]);
  const isInForce = () =>
    kubectl.run(['create', kinds.replace(/s$/, ''), 'probe', `--image=${image}`, '--dry-run=server']).then(
      () => false,
      (error: unknown) => String(error).includes(MESSAGE),
    );
  await waitFor('the policy', isInForce, { everyMs: 200 });
  return async () => {
    await kubectl.run(['delete', 'validatingadmissionpolicybinding,validatingadmissionpolicy', NAME]);
  };
}
