import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { isRepository } from '../../src/image-reference.ts';
import { type EcrHost, parseEcrHost } from '../../src/registry/providers/ecr.ts';
import { type Asker, askAll, type Question } from '../ask.ts';
import { chooseOne } from '../choose.ts';
import { UsageError } from '../failure.ts';
import { PACKAGE } from '../package-folder.ts';
import { findDagFolders } from '../repository/dag-folders.ts';
import { findContext, findDockerfiles } from '../repository/dockerfiles.ts';
import { listFiles, type RepositoryFiles } from '../repository/files.ts';
import type { Answers } from './answers.ts';
import { readRemote } from './remote.ts';

/** The flags as they are given. */
export interface InitFlags {
  readonly repo: string;
  readonly repository?: string;
  readonly image?: string;
  readonly awsRole?: string;
  readonly gitopsRepository?: string;
  readonly valuesFile?: string;
  readonly leads?: string;
  readonly operators?: string;
  readonly gitopsAppId?: string;
  readonly file?: string;
  readonly context?: string;
  readonly dags?: string;
}

/** https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
const CODEOWNERS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
const NAME = /^[\w.-]+\/[\w.-]+$/;
const OWNERS = /^@[\w./-]+(?:[ ,]+@[\w./-]+)*$/;

/**
 * Finds what it can, and asks for the rest.
 * @throws UsageError
 */
export async function readAnswers(
  flags: InitFlags,
  asker: Asker,
): Promise<{ answers: Answers; files: RepositoryFiles }> {
  const files = await listFiles(resolve(flags.repo));
  const place = await findPlace(files, flags, asker);
  const hasOwners = CODEOWNERS.some((path) => files.paths.includes(path));
  const remote = await readRemote(files.directory);
  const questions = listQuestions(flags, remote?.repository, hasOwners);
  const given = await askAll(questions, asker);
  const { image = '', repository = '', gitops = '', valuesFile = '' } = given;
  const { account, region } = readEcr(image);
  const role = `arn:aws:iam::${account}:role/${repository.split('/')[1]}-deployer`;
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
  const answers = {
    ...place,
    repository,
    image,
    account,
    region,
    awsRole: flags.awsRole ?? role,
    gitops,
    valuesFile,
    leads: given.leads,
    operators: flags.operators,
    appId: flags.gitopsAppId,
    paths: files.paths,
    release: `v${version}`,
  };
  return { answers, files };
}

async function findPlace(
  files: RepositoryFiles,
  flags: InitFlags,
  asker: Asker,
): Promise<Pick<Answers, 'dockerfile' | 'context' | 'dags'>> {
  const inside = (path: string) => relative(files.directory, resolve(files.directory, path));
  const candidates = await findDockerfiles(files);
  const found =
    flags.file === undefined
      ? await chooseOne({ what: 'Dockerfiles', flag: '--file', candidates }, asker)
      : inside(flags.file);
  if (found !== undefined && !files.paths.includes(found))
    throw new UsageError(`The repository has no file ${found}. Correct --file.`);
  const [dags = 'dags'] = flags.dags === undefined ? await findDagFolders(files) : [inside(flags.dags)];
  const context = flags.context ?? (found === undefined ? '.' : await findContext(files, found));
  return { dockerfile: found ?? 'Dockerfile', context, dags };
}

function listQuestions(flags: InitFlags, remote: string | undefined, hasOwners: boolean): Question[] {
  const name = (flags.repository ?? remote)?.split('/')[1] ?? 'airflow';
  const repository = (text: string) => NAME.test(text);
  return [
    {
      key: 'repository',
      flag: '--repository',
      text: 'This repository on GitHub, owner/name',
      given: flags.repository ?? remote,
      isValid: repository,
    },
    {
      key: 'image',
      flag: '--image',
      text: `Image in Amazon ECR, such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/${name}`,
      given: flags.image,
      isValid: isRepository,
    },
    {
      key: 'gitops',
      flag: '--gitops-repository',
      text: 'GitOps repository, owner/name',
      given: flags.gitopsRepository,
      isValid: repository,
    },
    {
      key: 'valuesFile',
      flag: '--values-file',
      text: 'Path of the Helm values file in the GitOps repository',
      given: flags.valuesFile,
      isValid: (text) => !text.startsWith('/') && !text.includes('..'),
    },
    ...(hasOwners
      ? []
      : [
          {
            key: 'leads',
            flag: '--leads',
            text: 'Who approves: @user or @organisation/team, several with spaces',
            given: flags.leads,
            isValid: (text: string) => OWNERS.test(text),
          },
        ]),
  ];
}

function readEcr(image: string): EcrHost {
  const host = parseEcrHost(image.split('/', 1)[0] ?? '');
  if (host !== undefined) return host;
  throw new UsageError(
    `${image} is not an image in Amazon ECR, for which init writes its files. For another registry, run flux-airflow try, which shows a workflow for it.`,
  );
}
