import type { Api } from '@sgim/auth-service/contract/api';
import type { Permission } from '@sgim/auth-service/contract/permissions';
import type { RouteOutput } from '@sgim/auth-service/contract/route';
import { request } from '../../app/api.ts';
import { queries, useQuery } from '../../app/queries.ts';

export type ApiToken = RouteOutput<Api['GET /sgim/api/tokens']>[number];
export type NewToken = RouteOutput<Api['POST /sgim/api/tokens']>;

const key = ['tokens'];

export const useTokens = () => useQuery<ApiToken[]>({ key, read: () => request('GET /sgim/api/tokens') });

export async function createToken(body: {
  name: string;
  permissions: Permission[];
  validDays: number;
}): Promise<NewToken> {
  const created = await request('POST /sgim/api/tokens', { body });
  await queries.invalidateQueries({ queryKey: key });
  return created;
}

export async function revokeToken(id: string): Promise<void> {
  await request('DELETE /sgim/api/tokens/:id', { params: { id } });
  await queries.invalidateQueries({ queryKey: key });
}
