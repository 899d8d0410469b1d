import type { Part } from '../index.ts';

export const signIn: Part<'sign-in'> = {
  // Sign-in
  'signin.title': 'Quem quer ser?',
  'signin.lead': 'Escolha uma pessoa inventada para entrar no Carnet.',
  'signin.real.title': 'Entrar',
  'signin.real.lead': 'Chega ao seu registo e volta à página de onde veio.',
  'signin.passkey.title': 'Com uma chave de acesso',
  'signin.passkey.text': 'Com a impressão digital, o rosto ou o PIN do seu dispositivo. Sem nome nem palavra-passe.',
  'signin.passkey.do': 'Entrar com uma chave de acesso',
  'signin.passkey.none': 'Ainda não tem chave de acesso? Quem gere este nó envia-lhe um convite para criar uma.',
  'signin.demo.title': 'Isto é uma demonstração',
  'signin.demo.text':
    'As pessoas abaixo não existem. Num nó verdadeiro entraria aqui com uma chave de acesso ou com a sua identidade eletrónica nacional.',
  'signin.group.citizen': 'Cidadãos',
  'signin.group.citizen.about': 'Veem o seu registo e os das pessoas por quem agem.',
  'signin.group.professional': 'Profissionais de saúde',
  'signin.group.professional.about': 'Veem as pessoas que tratam e pedem resumos de utentes de outros países.',
  'signin.group.administrator': 'Administração',
  'signin.group.administrator.about': 'Mantém o nó a funcionar. Não pode ler registos de saúde.',
  'signin.busy': 'A entrar como {name}',
  'signin.none': 'Ainda não há pessoas neste nó.',
  'signin.expired.title': 'Este início de sessão expirou',
  'signin.expired.text': 'As páginas de início de sessão só ficam abertas por pouco tempo. Recomece no início.',
};
