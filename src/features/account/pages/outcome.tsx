import { Failure, Notice, passkeyTrouble, useI18n } from '#ui';

/** What came of the last act: good news in a line, or why not. Announced when it changes. */
export function OutcomeOf({ problem, done }: { readonly problem: unknown; readonly done: string | undefined }) {
  const { t } = useI18n();
  const trouble = problem ? passkeyTrouble(problem) : undefined;
  return (
    <>
      <div role="status" className={done && !problem ? undefined : 'visually-hidden'}>
        {done && !problem ? <Notice tone="good" title={done} /> : null}
      </div>
      {trouble ? (
        <Notice tone="warn" title={t('passkey.trouble.title')} live>
          <p>{t(trouble)}</p>
        </Notice>
      ) : null}
      {problem && !trouble ? <Failure problem={problem} /> : null}
    </>
  );
}
