import type { Part } from '../index.ts';

export const care: Part<'care'> = {
  'care.title': 'Quem o trata',
  'care.title.other': 'Quem trata {name}',
  'care.lead':
    'Quem o trata pode ler o que não esconde, enquanto o tratar. É o senhor ou a senhora que diz quem é, e que termina.',
  'care.law': 'EEDS, artigos 8.º e 11.º: quem o trata pode ler aquilo de que precisa, e pode limitá-lo.',
  'care.now': 'Agora',
  'care.now.empty': 'Ninguém está indicado como tratando esta pessoa.',
  'care.coming': 'Em breve',
  'care.past': 'Anteriormente ({count})',
  'care.everybody': 'Todos os que lá trabalham',
  'care.at': 'em: {organization}',
  'care.unknown': 'Já não está no diretório',
  'care.origin.declared': 'Dito pela pessoa, ou por quem trata',
  'care.origin.appointment': 'Por uma consulta marcada',
  'care.origin.stay': 'Por uma visita ou um internamento',
  'care.origin.team': 'Por uma equipa de cuidados',
  'care.origin.registration': 'Registado como quem trata',
  'care.from': 'Desde {from}',
  'care.span': 'De {from} a {until}',
  'care.ended': 'Terminado pela pessoa em {date}',
  'care.end': 'Terminar',
  'care.end.label': 'Terminar: {name}',
  'care.end.title': '{name} já não trata esta pessoa?',
  'care.end.text':
    'A partir deste momento nada do registo é lá mostrado. O que se leu até agora fica no registo de acessos.',
  'care.end.everybody': 'Isto vale para todos os que lá trabalham.',
  'care.end.duty':
    'O que lá foi escrito permanece: quem trata tem de guardar os seus processos durante o tempo que a lei manda. Numa emergência o registo ainda pode ser aberto, e a pessoa é avisada.',
  'care.end.do': 'Terminar agora',
  'care.keep': 'Manter',
  'care.through':
    'Terminou. Mas {organizations} ainda trata esta pessoa, e {name} trabalha lá: o registo pode ser visto por essa via. Termine também isso, ou afaste só esta pessoa em Partilha.',
  'care.through.go': 'Ir para a partilha',
  'care.ended.done': '{name} deixa de ver este registo.',
  'care.find': 'Acrescentar alguém que o trata',
  'care.find.text': 'Encontre o médico, o hospital ou a farmácia no diretório e diga lá que o tratam.',
  'care.find.go': 'Abrir o diretório',
  'care.hidden': 'Não pode ver nem decidir quem trata esta pessoa.',
};
