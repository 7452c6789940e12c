/** What hands values to `docker buildx build`. */
export interface ClientArguments {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Variables that docker's client reads itself, or that hand over a build secret. */
const CLIENT_VARIABLE = /^(?:PATH|HOME|LD_\w+|DOCKER_\w+|BUILDX_\w+|BUILD_SECRET_\d+)$/;

/**
 * Returns what hands build arguments over. Their values go through the environment, so that no process list shows them,
 * except for names that would change what docker's client does.
 * https://docs.docker.com/reference/cli/docker/buildx/build/#build-arg
 */
export function buildArguments(values: Readonly<Record<string, string>>): ClientArguments {
  const all = Object.entries(values);
  const inherited = all.filter(([name]) => !CLIENT_VARIABLE.test(name));
  return {
    args: all.flatMap(([name, value]) => ['--build-arg', CLIENT_VARIABLE.test(name) ? `${name}=${value}` : name]),
    environment: Object.fromEntries(inherited),
  };
}
