import { EmptyState, initials, useI18n } from '#ui';
import { groupAccounts, type Interaction } from './interaction.ts';

/** Whom one can be on a demonstration node. */
export function DemonstrationPeople({
  interaction,
  busy,
  onChoose,
}: {
  readonly interaction: Interaction;
  readonly busy: string | undefined;
  readonly onChoose: (account: string) => void;
}) {
  const { t, language } = useI18n();
  const groups = groupAccounts(interaction.accounts);
  const chosen = interaction.accounts.find((account) => account.id === busy);
  return (
    <>
      <p className="visually-hidden" role="status">
        {chosen ? t('signin.busy', { name: chosen.name }) : ''}
      </p>
      {groups.length === 0 ? <EmptyState title={t('signin.none')} /> : null}
      {groups.map((group) => (
        <section key={group.role} className="signin-group" aria-labelledby={`group-${group.role}`}>
          <h2 id={`group-${group.role}`}>{t(`signin.group.${group.role}`)}</h2>
          <p className="muted">{t(`signin.group.${group.role}.about`)}</p>
          <ul className="people">
            {group.accounts.map((account) => (
              <li key={account.id}>
                <button
                  type="button"
                  className="person-card"
                  aria-disabled={busy !== undefined}
                  aria-busy={account.id === busy}
                  onClick={() => busy === undefined && onChoose(account.id)}
                >
                  <span className={`person-initials person-initials-${group.role}`} aria-hidden="true">
                    {initials(account.name)}
                  </span>
                  <span className="person-text">
                    <span className="person-name">{account.name}</span>
                    <span className="person-about">{aboutIn(account.about, language)}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** The line in the language of the page, in English, or in any. */
function aboutIn(about: string | Readonly<Record<string, string>> | undefined, language: string): string {
  if (about === undefined || typeof about === 'string') return about ?? '';
  return about[language] ?? about.en ?? Object.values(about)[0] ?? '';
}
