import type { User } from './state.ts';

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly author: User;
  readonly createdAt: Date;
}
