/** Returns a block as in charts: comments, nested mappings, sequences, quotes, flow collections. */
function makeBlock(number: number): string[] {
  return `
# Service ${number}: its image and resources
service${number}:
  enabled: true
  image:
    repository: quay.io/example/service-${number}
    tag: "v1.${number}"   # set by the deployment
    # Takes precedence over the tag
    digest: ~
    pullPolicy: IfNotPresent
  replicas: ${1 + (number % 3)}
  annotations: {}
  command: ~
  args: ["bash", "-c", "exec \\\\\\nservice --port {{ .Values.ports.http }}"]
  env:
  - name: LOG_LEVEL
    value: 'info'
  - name: TEMPLATE
    value: '{{ include "service.url" . | quote }}'
  resources: {}
  #  limits:
  #   cpu: 100m
  #   memory: 128Mi
  livenessProbe:
    initialDelaySeconds: 10
    timeoutSeconds: 20
  extraConfig: |
    [section]
    key = value ${number}
  securityContexts:
    pod: {}
    container: {runAsUser: 50000}`.split('\n');
}

/** Returns a values file with this number of lines, and the key of a tag in its middle. */
export function makeValues(lines: number): { text: string; key: string } {
  const text: string[] = [];
  let blocks = 0;
  for (; text.length < lines; blocks += 1) text.push(...makeBlock(blocks));
  const spare = text.length > lines ? 1 : 0;
  const whole = text.slice(0, text.length - spare * makeBlock(0).length);
  const padding = Array.from({ length: lines - whole.length }, (_, line) => `# ${line}`);
  return {
    text: `${[...whole, ...padding].join('\n')}\n`,
    key: `service${Math.floor((blocks - spare) / 2)}.image.tag`,
  };
}
