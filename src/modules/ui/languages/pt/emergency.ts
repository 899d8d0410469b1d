import type { Part } from '../index.ts';

export const emergency: Part<'emergency'> = {
  // In an emergency
  'emergency.title': 'Abrir um registo numa emergência',
  'emergency.lead':
    'Para alguém que ainda não trata, quando a vida ou a saúde está em perigo e não há tempo para perguntar.',
  'emergency.told.title': 'A pessoa é avisada',
  'emergency.told.text':
    'O seu nome, o seu motivo e tudo o que abrir ficam na lista de visitas da pessoa. Vê o registo inteiro durante 24 horas, também o que ela escondeu.',
  'emergency.reason': 'Porque abre este registo?',
  'emergency.reason.hint': 'Uma ou duas frases. A pessoa vai lê-las.',
  'emergency.reason.missing': 'Diga porquê, em pelo menos 10 caracteres',
  'emergency.agree': 'A vida ou a saúde está em perigo, e respondo por isso.',
  'emergency.agree.missing': 'Confirme que a vida ou a saúde está em perigo',
  'emergency.open': 'Abrir o registo',
  'emergency.opened.title': 'O registo está aberto',
  'emergency.opened.text': 'Até {until}. A pessoa foi avisada.',
  'emergency.opened.go': 'Ler o resumo',
  'emergency.not-found.title': 'Não se encontrou ninguém',
  'emergency.not-found.text':
    'Verifique o número e a data de nascimento. Se estiverem certos, este nó não tem registo da pessoa: continue sem ele.',
  'emergency.too-many.title': 'Demasiadas tentativas',
  'emergency.too-many.text': 'Para proteção de todos, isto fica suspenso durante uma hora. Continue sem o registo.',
  'emergency.unnamed.title': 'Este nó não consegue encontrar pessoas por um número',
  'emergency.unnamed.text': 'Não conhece o identificador nacional do seu país. Fale com quem o mantém.',
  'emergency.law':
    'EEDS, artigo 11.º: quem tem de proteger a vida de uma pessoa pode ler o que ela escondeu, e ela é informada.',
};
