import { checkApproval } from './checks/approval.ts';
import { checkAttestation } from './checks/attestation.ts';
import { checkChange } from './checks/change.ts';
import { checkFailed } from './checks/failed.ts';
import { checkHold } from './checks/hold.ts';
import { checkFoundImage } from './checks/image.ts';
import { checkNewest } from './checks/newest.ts';
import { checkOperator } from './checks/operator.ts';
import { checkOrder } from './checks/order.ts';
import { checkProposal } from './checks/proposal.ts';
import { checkTarget } from './checks/target.ts';
import { type Gate, isAutomatic, operations } from './gate.ts';

/** Every gate between a request and production, in the order in which they are asked. */
export const GATES: readonly Gate[] = [
  {
    name: 'newest',
    question: 'Is it the newest commit of its branch?',
    appliesTo: ({ newest }) => newest !== undefined,
    recheckAfterConflict: 'never',
    check: checkNewest,
  },
  {
    name: 'target',
    question: 'Does the values file deploy this image?',
    appliesTo: () => true,
    recheckAfterConflict: 'always',
    check: checkTarget,
  },
  {
    name: 'failed',
    question: 'Is the failed deployment still the last change?',
    appliesTo: isAutomatic,
    recheckAfterConflict: 'always',
    check: checkFailed,
  },
  {
    name: 'image',
    question: 'Is the image in the registry?',
    appliesTo: ({ image }) => image !== undefined,
    recheckAfterConflict: 'never',
    check: checkFoundImage,
  },
  {
    name: 'attestation',
    question: 'Is its approval signed?',
    appliesTo: ({ image }) => image?.verifyApproval !== undefined,
    recheckAfterConflict: 'never',
    check: checkAttestation,
  },
  {
    name: 'order',
    question: 'Is it newer than what is deployed?',
    appliesTo: operations('deploy', 'resume', 'rollback'),
    recheckAfterConflict: 'other-tag',
    check: checkOrder,
  },
  {
    name: 'operator',
    question: 'Who asks for it?',
    appliesTo: (subject) => operations('resume', 'rollback')(subject) && !isAutomatic(subject),
    recheckAfterConflict: 'other-tag',
    check: checkOperator,
  },
  {
    name: 'change',
    question: 'Is there anything to deploy?',
    appliesTo: operations('deploy', 'resume', 'rollback'),
    recheckAfterConflict: 'always',
    check: checkChange,
  },
  {
    name: 'hold',
    question: 'Is there a hold?',
    appliesTo: () => true,
    recheckAfterConflict: 'always',
    check: checkHold,
  },
  {
    name: 'approval',
    question: 'Who approved it?',
    appliesTo: operations('deploy', 'resume', 'rollback'),
    recheckAfterConflict: 'other-tag',
    check: checkApproval,
  },
  {
    name: 'proposal',
    question: 'What does the action’s open pull request propose?',
    appliesTo: (subject) => subject.proposal !== undefined && operations('deploy')(subject),
    recheckAfterConflict: 'always',
    check: checkProposal,
  },
];
