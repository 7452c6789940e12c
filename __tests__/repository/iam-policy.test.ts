import * as ecr from '@aws-sdk/client-ecr';
import { expect, test } from '@jest/globals';
import { SOURCE } from '../../sandbox/stage/stage.ts';
import { readPolicy } from './iam-policy.ts';

const REPOSITORY = 'arn:aws:ecr:eu-west-1:123456789012:repository/flux-airflow';
const ISSUER = 'token.actions.githubusercontent.com';

test.each(['Permissions of a deployment', 'Read-only permissions', 'Permission to create the repository'])(
  '%s: real actions of Amazon ECR, on one repository',
  (heading) => {
    const { Version: version, Statement: statements } = readPolicy(heading);
    expect(version).toBe('2012-10-17');
    expect(statements.length).toBeGreaterThan(0);
    for (const { Effect: effect, Action: action, Resource: resource } of statements) {
      const everywhere = action === 'ecr:GetAuthorizationToken';
      expect([action, effect, resource]).toEqual([action, 'Allow', everywhere ? '*' : REPOSITORY]);
      const names = [action].flat();
      expect(names.filter((name) => !(`${name.replace(/^ecr:/, '')}Command` in ecr))).toEqual([]);
    }
  },
);

test.each(['Trust policy', 'Trust one workflow, not all of a repository'])(
  '%s: AWS trusts only deployments of this repository',
  (heading) => {
    const { Version: version, Statement: statements } = readPolicy(heading);
    expect(version).toBe('2012-10-17');
    expect(statements.length).toBe(1);
    const [statement] = statements;
    expect(statement).toMatchObject({
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${ISSUER}` },
      Condition: {
        StringEquals: {
          [`${ISSUER}:aud`]: 'sts.amazonaws.com',
          [`${ISSUER}:sub`]: `repo:${SOURCE}:environment:production`,
        },
      },
    });
    expect(Object.keys(statement?.Condition ?? {})).toEqual(['StringEquals']);
  },
);
