declare const permission: unique symbol;

/** Permission to write to the registry: an approved deployment has one, and a step that runs alone makes its own. */
export interface WritePermission {
  readonly [permission]: true;
}

/** Makes a permission. `__tests__/repository/write-permission.test.ts` lists the only files that may call it. */
export function permitWrites(): WritePermission {
  return {} as WritePermission;
}
