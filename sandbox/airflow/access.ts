import { type Answer, json, type Request } from '../http/message.ts';

/** An account, with one of the roles of Airflow's simple auth manager. */
export interface AirflowAccount {
  readonly username: string;
  readonly password: string;
  /** `viewer` may read, `user` may also trigger runs. */
  readonly role: 'viewer' | 'user';
}

/** Issues tokens and checks them. */
export class AirflowAccess {
  readonly #accounts: readonly AirflowAccount[];
  readonly #tokens = new Map<string, AirflowAccount>();

  constructor(accounts: readonly AirflowAccount[]) {
    this.#accounts = accounts;
  }

  async logIn(request: Request): Promise<Answer> {
    const { username, password } = JSON.parse(String(await request.body()));
    const account = this.#accounts.find((each) => each.username === username && each.password === password);
    if (account === undefined) return json(401, { detail: 'Invalid credentials' });
    const token = `header.${Math.random().toString(36).slice(2)}.signature`;
    this.#tokens.set(token, account);
    return json(201, { access_token: token });
  }

  /** Makes every token invalid, as at the end of its time. */
  expireTokens(): void {
    this.#tokens.clear();
  }

  /** Returns why a request is rejected; `undefined` if it is not. */
  check({ headers }: Request, role: AirflowAccount['role']): Answer | undefined {
    const account = this.#tokens.get(headers.authorization?.replace(/^Bearer /, '') ?? '');
    if (account === undefined) return json(401, { detail: 'Invalid JWT token' });
    if (role === 'user' && account.role === 'viewer') return json(403, { detail: 'Forbidden' });
    return undefined;
  }
}
