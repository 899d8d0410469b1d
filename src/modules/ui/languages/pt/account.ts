import type { Part } from '../index.ts';

export const account: Part<'account'> = {
  // Passkeys, wherever they are used
  'passkey.trouble.cancelled':
    'Nada foi feito: interrompeu a operação ou ela demorou demasiado. Tente de novo quando quiser.',
  'passkey.trouble.known':
    'Este dispositivo já tem uma chave de acesso sua. Use outro dispositivo ou entre com essa chave.',
  'passkey.trouble.unable':
    'Este navegador ou dispositivo não consegue criar nem usar chaves de acesso aqui. Experimente outro.',
  'passkey.trouble.refused': 'A chave de acesso não foi aceite. Tente de novo ou use outro meio de entrar.',
  'passkey.trouble.title': 'Não resultou',
  // Account
  'account.link': 'A sua entrada',
  'account.title': 'A sua entrada',
  'account.lead': 'Com que meios entra, e onde tem sessão aberta neste momento.',
  'account.passkeys.title': 'Chaves de acesso',
  'account.passkeys.text':
    'Uma chave de acesso abre a sua conta com a impressão digital, o rosto ou o PIN do seu dispositivo. Não há palavra-passe que possa ser roubada.',
  'account.passkeys.none': 'Ainda não tem chave de acesso',
  'account.passkeys.none.text': 'Crie uma neste dispositivo e passe a entrar com ela.',
  'account.passkeys.created': 'Criada em {date}',
  'account.passkeys.used': 'Usada pela última vez em {date}',
  'account.passkeys.unused': 'Ainda não foi usada',
  'account.passkeys.synced': 'Sincronizada entre os seus dispositivos',
  'account.passkeys.single': 'Num só dispositivo',
  'account.passkeys.add': 'Acrescentar uma chave de acesso',
  'account.passkeys.most': 'Tem tantas chaves de acesso quantas uma conta pode ter. Retire uma que já não use.',
  'account.passkeys.one': 'Tenha uma segunda chave de acesso noutro dispositivo, para poder entrar se perder este.',
  'account.passkeys.rename': 'Mudar o nome',
  'account.passkeys.rename.of': 'Mudar o nome da chave de acesso {name}',
  'account.passkeys.remove': 'Retirar',
  'account.passkeys.remove.of': 'Retirar a chave de acesso {name}',
  'account.passkeys.last': 'É o único meio com que pode entrar. Acrescente outra chave de acesso antes de a retirar.',
  'account.passkeys.added': 'A sua nova chave de acesso está pronta.',
  'account.passkeys.renamed': 'A chave de acesso tem o novo nome.',
  'account.passkeys.removed': 'A chave de acesso foi retirada. Já não abre nada aqui.',
  'account.name.label': 'Nome da chave de acesso',
  'account.name.hint': 'Para a reconhecer, por exemplo “O meu telemóvel”. Só a própria pessoa o vê.',
  'account.name.missing': 'Dê um nome à chave de acesso.',
  'account.name.device': '{browser} em {system}',
  'account.add.title': 'Acrescentar uma chave de acesso',
  'account.add.text': 'A seguir, o navegador pergunta onde a guardar.',
  'account.add.do': 'Continuar',
  'account.rename.title': 'Mudar o nome da chave de acesso',
  'account.rename.do': 'Guardar',
  'account.remove.title': 'Retirar a chave de acesso “{name}”?',
  'account.remove.text':
    'Deixa de poder entrar com ela. Apague-a também no seu dispositivo, para que ele não a volte a oferecer.',
  'account.remove.do': 'Retirar',
  'account.cancel': 'Cancelar',
  'account.sessions.title': 'Onde tem sessão aberta',
  'account.sessions.text': 'Se não reconhecer alguma, termine-a e veja quem consultou o seu registo.',
  'account.sessions.here': 'Este navegador',
  'account.sessions.unknown': 'Um navegador que nada diz de si',
  'account.sessions.since': 'Desde {date}',
  'account.sessions.seen': 'Visto pela última vez em {date}',
  'account.sessions.network': 'A partir do endereço {network}',
  'account.sessions.means.passkey': 'Entrou com uma chave de acesso',
  'account.sessions.means.demonstration': 'Entrou como pessoa da demonstração',
  'account.sessions.means.other': 'Entrou com uma identidade eletrónica nacional',
  'account.sessions.end': 'Terminar',
  'account.sessions.end.of': 'Terminar: {name}',
  'account.sessions.end-others': 'Terminar todas as outras',
  'account.sessions.end-others.title': 'Terminar todas as outras sessões?',
  'account.sessions.end-others.text':
    'Todos os outros navegadores ficam sem sessão em dois segundos. As aplicações a que permitiu continuar ligadas continuam ligadas.',
  'account.sessions.ended': 'A sessão terminou.',
  'account.sessions.ended-others':
    '{count, plural, =0 {Não tinha outra sessão aberta.} one {Terminou uma outra sessão.} other {Terminaram # outras sessões.}}',
  'account.sessions.alone': 'Não tem outra sessão aberta.',
  // Invitation
  'invitation.title': 'Boas-vindas ao Carnet',
  'invitation.opening': 'A abrir o seu convite',
  'invitation.lead': '{name}, com este convite cria a sua chave de acesso. A partir daí, é com ela que entra.',
  'invitation.what.title': 'O que é uma chave de acesso',
  'invitation.what.text':
    'O seu telemóvel, o seu computador ou uma chave de segurança guarda-a por si. Abre-se com a impressão digital, o rosto ou um PIN, e só funciona nas páginas verdadeiras. Não precisa de decorar nada.',
  'invitation.own':
    'Faça-o num dispositivo que seja seu. Quem conseguir desbloquear o dispositivo pode entrar em seu nome.',
  'invitation.do': 'Criar a minha chave de acesso',
  'invitation.done.title': 'A sua chave de acesso está pronta',
  'invitation.done.text': 'O convite já não serve. Entre com a sua nova chave de acesso.',
  'invitation.bad.title': 'Este convite não abre nada',
  'invitation.bad.text':
    'Pode já ter sido usado, ser demasiado antigo ou estar incompleto. Abra de novo a ligação inteira, ou peça outra a quem lha enviou.',
};
