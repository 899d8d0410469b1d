import { Button, Failure, Notice, passkeyTrouble, useI18n } from '#ui';

/** The first means of sign-in; the passkey itself says whose it is. */
export function PasskeySignIn({
  problem,
  busy,
  onSignIn,
}: {
  readonly problem: Error | null;
  readonly busy: boolean;
  readonly onSignIn: () => void;
}) {
  const { t } = useI18n();
  const trouble = problem ? passkeyTrouble(problem) : undefined;
  return (
    <section className="card signin-passkey" aria-labelledby="with-passkey">
      <h2 id="with-passkey">{t('signin.passkey.title')}</h2>
      <p>{t('signin.passkey.text')}</p>
      {trouble ? (
        <Notice tone="warn" title={t('passkey.trouble.title')} live>
          <p>{t(trouble)}</p>
        </Notice>
      ) : null}
      {problem && !trouble ? <Failure problem={problem} /> : null}
      <div className="actions">
        <Button onPress={onSignIn} isPending={busy}>
          {t('signin.passkey.do')}
        </Button>
      </div>
      <p className="muted">{t('signin.passkey.none')}</p>
    </section>
  );
}
