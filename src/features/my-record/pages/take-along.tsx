import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { apiFile, Button, Notice, useI18n } from '#ui';

/** A copy to take along (EHDS articles 3 and 7): the FHIR document for other systems, or a page to print. */
export function TakeAlong({ patient }: { readonly patient: string }) {
  const { t, language } = useI18n();
  const address = `/fhir/Patient/${encodeURIComponent(patient)}/$summary`;
  const download = useMutation({
    mutationFn: () => apiFile(address, { accept: 'application/fhir+json' }),
    onSuccess: (file) => save(file, 'carnet-summary.json'),
  });
  return (
    <section className="card take" aria-labelledby="take">
      <h2 id="take">{t('record.take')}</h2>
      <p>{t('record.take.text')}</p>
      <div className="actions">
        <Button kind="secondary" onPress={() => download.mutate()} isPending={download.isPending}>
          {t('record.take.fhir')}
        </Button>
        <a
          className="button button-secondary"
          href={`${address}?language=${language}`}
          target="_blank"
          rel="noreferrer"
        >
          {t('record.take.html')}
        </a>
        <Link
          className="button button-secondary"
          to="/record/take"
          search={({ person }) => (person === undefined ? {} : { person })}
        >
          {t('take.more')}
        </Link>
      </div>
      {download.isError ? <Notice tone="bad" title={t('record.take.failed')} live /> : null}
      <p className="law">{t('record.law')}</p>
    </section>
  );
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
