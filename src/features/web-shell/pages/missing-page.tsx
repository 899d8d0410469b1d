import { Link } from '@tanstack/react-router';
import { Page, useI18n } from '#ui';

export function MissingPage() {
  const { t } = useI18n();
  return (
    <Page title={t('missing.title')} lead={t('missing.text')}>
      <Link className="button button-primary" to="/">
        {t('error.home')}
      </Link>
    </Page>
  );
}
