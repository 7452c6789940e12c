/** Files that hold a secret by their name. */
const NAMES: readonly (readonly [string, RegExp])[] = [
  ['environment file', /(?:^|\/)\.env(?:\.(?!(?:[^/]*\.)?(?:example|sample|template|dist)$)[^/]*)?$/],
  ['private key', /(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/],
  ['key or certificate store', /\.(?:pem|key|p12|pfx|jks|keystore|ppk)$/i],
  [
    'credentials of a client',
    /(?:^|\/)(?:\.netrc|_netrc|\.pgpass|\.pypirc|\.git-credentials|\.vault-token|\.htpasswd)$/,
  ],
  ['credentials of a client', /(?:^|\/)(?:\.aws\/credentials|\.kube\/config|\.docker\/config\.json)$/],
  // google-github-actions/auth writes it into the workspace.
  ['credentials of a job', /(?:^|\/)gha-creds-[^/]*\.json$/],
  ['state of Terraform', /\.tfstate(?:\.backup)?$/],
];

/** Returns the kind of secret that a file name suggests; `undefined` for a harmless name. `path` has `/` between its parts. */
export function checkFileName(path: string): string | undefined {
  return NAMES.find(([, pattern]) => pattern.test(path))?.[0];
}
