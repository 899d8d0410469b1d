import { useInfiniteQuery } from '@tanstack/react-query';
import { api, Button, Failure, useI18n } from '#ui';
import type { ConceptPage } from '../contract.ts';
import { queryOf } from './address.ts';
import { ConceptLink } from './concept-link.tsx';

/** A list of concepts that may be very long: the first page is at hand, the others come when they are asked for. */
export function ConceptList({
  first,
  path,
  query,
  version,
}: {
  readonly first: ConceptPage;
  /** Below `/api/terminology/`. */
  readonly path: 'top' | 'children';
  readonly query: { readonly system: string; readonly version?: string | undefined; readonly code?: string };
  readonly version?: string | undefined;
}) {
  const { t, language } = useI18n();
  const pages = useInfiniteQuery({
    queryKey: ['terminology', path, query, language],
    queryFn: ({ pageParam, signal }) =>
      api<ConceptPage>(`/api/terminology/${path}${queryOf({ ...query, language, from: pageParam })}`, { signal }),
    initialPageParam: 0,
    initialData: { pages: [first], pageParams: [0] },
    getNextPageParam: ({ next }) => next,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const concepts = pages.data.pages.flatMap((page) => page.concepts);
  return (
    <>
      <ul className="concepts">
        {concepts.map((concept) => (
          <li key={concept.code}>
            <ConceptLink concept={concept} version={version} />
          </li>
        ))}
      </ul>
      {pages.isError ? <Failure problem={pages.error} retry={() => pages.fetchNextPage()} /> : null}
      {pages.hasNextPage ? (
        <Button kind="secondary" onPress={() => pages.fetchNextPage()} isPending={pages.isFetchingNextPage}>
          {t('terminology.more')}
        </Button>
      ) : null}
    </>
  );
}
