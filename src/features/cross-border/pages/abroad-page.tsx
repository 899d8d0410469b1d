import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { PartnerCountry } from '#gateway';
import {
  api,
  EmptyState,
  Failure,
  Notice,
  Page,
  RequireRole,
  Skeleton,
  type SummaryWords,
  useI18n,
  useNode,
} from '#ui';
import { AskForm, type Question } from './ask-form.tsx';
import { FailedRequest } from './failed-request.tsx';
import { ForeignResult } from './foreign-result.tsx';
import { WaitingForCountry } from './waiting-for-country.tsx';

/** What `POST /api/cross-border/summaries` answers. */
export interface ForeignAnswer {
  readonly country: string;
  readonly traceId: string;
  readonly translatedCodes: number;
  readonly untranslatedCodes: number;
  readonly view: SummaryWords;
}

/** A professional asks another country for the summary of the person in front of him. */
export function AbroadPage() {
  const { t } = useI18n();
  return (
    <RequireRole allow="professional" title={t('abroad.title')}>
      <Abroad />
    </RequireRole>
  );
}

function Abroad() {
  const { t, language } = useI18n();
  const node = useNode().data;
  const [question, setQuestion] = useState<Question>();
  const running = useRef<AbortController>(undefined);
  const ask = useMutation({
    mutationFn: ({ country, traits, purpose }: Question) => {
      running.current = new AbortController();
      return api<ForeignAnswer>('/api/cross-border/summaries', {
        method: 'POST',
        body: { country, traits, purpose, language },
        signal: running.current.signal,
      });
    },
    // What a foreign country disclosed is kept no longer than the page shows it.
    gcTime: 0,
  });
  const send = (next: Question) => {
    setQuestion(next);
    ask.mutate(next);
  };
  const again = () => {
    running.current?.abort();
    ask.reset();
  };
  if (question && ask.isPending) return <WaitingForCountry country={question.country} onStop={again} />;
  if (ask.data) {
    return (
      <ForeignResult
        answer={ask.data}
        onAgain={() => {
          setQuestion(undefined);
          ask.reset();
        }}
      />
    );
  }
  if (question && ask.isError) {
    return <FailedRequest question={question} problem={ask.error} onRetry={() => send(question)} onChange={again} />;
  }
  return (
    <Page title={t('abroad.title')} lead={t('abroad.lead')}>
      {node?.demonstration ? (
        <Notice>
          <p>{t('abroad.demo')}</p>
        </Notice>
      ) : null}
      <Asking former={question} onAsk={send} />
    </Page>
  );
}

function Asking({
  former,
  onAsk,
}: {
  readonly former: Question | undefined;
  readonly onAsk: (question: Question) => void;
}) {
  const { t } = useI18n();
  const countries = useQuery({
    queryKey: ['countries'],
    queryFn: ({ signal }) => api<readonly PartnerCountry[]>('/api/cross-border/countries', { signal }),
    staleTime: 60_000,
  });
  if (countries.isPending) return <Skeleton blocks={3} lines={3} />;
  if (countries.isError) return <Failure problem={countries.error} retry={() => countries.refetch()} />;
  if (countries.data.length === 0) {
    return <EmptyState title={t('abroad.countries.empty.title')}>{t('abroad.countries.empty.text')}</EmptyState>;
  }
  return <AskForm countries={countries.data} former={former} onAsk={onAsk} />;
}
