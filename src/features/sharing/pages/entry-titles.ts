import { useQuery } from '@tanstack/react-query';
import { api, type SummaryWords, useI18n } from '#ui';

/** What the entries of a record are called, by `Type/id`; nothing until it is known, and where it is not asked for. */
export function useEntryTitles(patient: string, wanted: boolean): ReadonlyMap<string, string> {
  const { language } = useI18n();
  const summary = useQuery({
    queryKey: ['summary', patient, language],
    queryFn: ({ signal }) =>
      api<SummaryWords>(`/api/my-record/${encodeURIComponent(patient)}/summary?language=${language}`, { signal }),
    enabled: wanted,
  });
  const entries = summary.data?.sections.flatMap((section) => section.entries) ?? [];
  return new Map(entries.flatMap(({ address, title }) => (address === undefined ? [] : [[address, title]])));
}
