interface MailWords {
  readonly subject: string;
  readonly news: string;
  readonly end: string;
}

const words: Readonly<Record<string, MailWords>> = {
  en: {
    subject: 'News in your health record',
    news: 'There is news for you. Sign in to read it:',
    end: 'For your privacy this message does not say what it is. You choose there what you are written about.',
  },
  fr: {
    subject: 'Du nouveau dans votre dossier de santé',
    news: 'Il y a du nouveau pour vous. Connectez-vous pour le lire :',
    end: 'Pour protéger votre vie privée, ce message ne dit pas de quoi il s’agit. Vous y choisissez ce dont on vous informe.',
  },
  pt: {
    subject: 'Novidades no seu registo de saúde',
    news: 'Há novidades para si. Inicie sessão para as ler:',
    end: 'Para proteger a sua privacidade, esta mensagem não diz do que se trata. É lá que escolhe sobre o que lhe escrevemos.',
  },
};

/** A mail that says that there is news and where, in the reader's language. */
export function mailWords(
  language: string,
  node: string,
  link: string,
): { readonly subject: string; readonly text: string } {
  const { subject, news, end } = words[language.split('-')[0]?.toLowerCase() ?? ''] ?? (words.en as MailWords);
  return { subject: `${node}: ${subject}`, text: `${news}\n\n${link}\n\n${end}\n` };
}
