import { useEffect, useState } from 'react';
import { Button, Page, useI18n, Waiting } from '#ui';

const longAfter = 6_000;

export function WaitingForCountry({ country, onStop }: { readonly country: string; readonly onStop: () => void }) {
  const { t, formats } = useI18n();
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), longAfter);
    return () => clearTimeout(timer);
  }, []);
  const title = t('abroad.waiting.title', { country: formats.country(country) });
  return (
    <Page title={title} lead={t('abroad.waiting.text')}>
      <Waiting label={title} />
      <p role="status">{long ? t('abroad.waiting.long') : ''}</p>
      <div className="actions">
        <Button kind="secondary" onPress={onStop}>
          {t('abroad.cancel')}
        </Button>
      </div>
    </Page>
  );
}
