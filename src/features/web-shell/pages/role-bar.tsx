import { Link } from '@tanstack/react-router';
import { professionKey, useI18n, useSession } from '#ui';

/** For whom a professional acts, on every page. */
export function RoleBar() {
  const { t } = useI18n();
  const { organization, profession = '' } = useSession().data ?? {};
  if (organization === undefined) return null;
  const key = professionKey(profession);
  return (
    <section className="role-bar" aria-label={t('session.role')}>
      <p className="frame">
        {key === undefined
          ? t('session.role.at', { place: organization })
          : t('session.role.as', { profession: t(key), place: organization })}{' '}
        <Link to="/account">{t('session.role.change')}</Link>
      </p>
    </section>
  );
}
