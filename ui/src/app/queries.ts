import {
  QueryCache,
  QueryClient,
  type QueryKey,
  QueryObserver,
  type QueryObserverResult,
} from '@tanstack/query-core';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { RequestProblem } from './problem.ts';
import { loadSession } from './session.ts';

/** What servers answered, for as long as it is worth keeping. */
export const queries = new QueryClient({
  queryCache: new QueryCache({
    onError(error) {
      // Refused: perhaps because the session ended meanwhile. If so, the sign-in form takes the page's place.
      if (error instanceof RequestProblem && (error.status === 401 || error.status === 403))
        void loadSession();
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 5 * 60_000,
      // A refusal stays one; only a lost connection or a struggling server is worth a second try.
      retry: (failures, error) =>
        failures < 2 && error instanceof RequestProblem && (error.status === 0 || error.status >= 502),
    },
  },
});

interface Query<T> {
  key: QueryKey;
  read: (options: { signal: AbortSignal }) => Promise<T>;
  /** Keeps showing the answer of the key before while the next one loads (paging). */
  keepPrevious?: boolean;
}

/** The state of a question to a server; asks again when `key` changes. */
export function useQuery<T>({ key, read, keepPrevious = false }: Query<T>): QueryObserverResult<T, Error> {
  const options = {
    queryKey: key,
    queryFn: read,
    ...(keepPrevious ? { placeholderData: (previous: T | undefined) => previous } : {}),
  };
  const observer = useMemo(() => new QueryObserver<T, Error>(queries, options as never), []);
  const [, setResult] = useState<QueryObserverResult<T, Error>>();
  useEffect(() => observer.subscribe(setResult), [observer]);
  useEffect(() => observer.setOptions(options as never), [JSON.stringify(key)]);
  return observer.getOptimisticResult(queries.defaultQueryOptions(options as never)) as QueryObserverResult<
    T,
    Error
  >;
}
