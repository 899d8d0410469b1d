import { useMutation, useQuery } from '@tanstack/react-query';
import { api, Button, Failure, useI18n } from '#ui';

interface LaunchableApps {
  readonly launchable: readonly { readonly id: string; readonly name: string }[];
}

/** The apps that a professional can open for this patient; nothing where there are none. */
export function OpenApp({ patient }: { readonly patient: string }) {
  const { t } = useI18n();
  const apps = useQuery({ queryKey: ['apps'], queryFn: ({ signal }) => api<LaunchableApps>('/api/apps', { signal }) });
  const open = useMutation({
    mutationFn: (app: string) =>
      api<{ readonly location: string }>('/api/apps/launch', { method: 'POST', body: { app, patient } }),
    onSuccess: ({ location: next }) => location.assign(next),
  });
  const launchable = apps.data?.launchable ?? [];
  if (launchable.length === 0) return null;
  return (
    <section aria-labelledby="open-app">
      <h2 id="open-app">{t('apps.open.title')}</h2>
      {open.isError ? <Failure problem={open.error} /> : null}
      <div className="actions">
        {launchable.map(({ id, name }) => (
          <Button
            key={id}
            kind="secondary"
            onPress={() => open.mutate(id)}
            isPending={open.isPending && open.variables === id}
          >
            {t('apps.open', { app: name })}
          </Button>
        ))}
      </div>
    </section>
  );
}
