import { Failure, Page, useI18n } from '#ui';

/** A page that could not be drawn: a defect of it, or its code did not arrive. Loading anew is the way out of both. */
export function PageFailed({ error }: { readonly error: unknown }) {
  const { t } = useI18n();
  return (
    <Page title={t('error.unexpected.title')}>
      <Failure problem={error} retry={() => location.reload()} />
    </Page>
  );
}
