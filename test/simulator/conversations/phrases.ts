/** Names and texts of simulated customers: several scripts and directions, and what trips up a careless view. */
export const customerNames = [
  'Jane Doe',
  'Omar Farouk',
  'María José García-Núñez',
  '王小明',
  'Дмитрий Соколов',
  'נועה לוי',
  'فاطمة الزهراء',
  '佐藤 美咲',
  'Søren Ærø',
  'Nguyễn Thị Hương',
  '김민준',
  'Aoife O’Brien',
  'Jean-Luc “JL” Moreau',
  'Åsa Öberg 🌻',
  'अनन्या शर्मा',
] as const;

export const customerTexts = [
  'Where is my order?',
  'Hi, I was charged twice this month. Can you check?',
  'The link you sent does not work :(',
  'ok',
  'Thanks! 🙏',
  '👍',
  'Bonjour, je n’ai toujours pas reçu ma facture d’octobre.',
  'Können Sie mir bitte die Öffnungszeiten nennen?',
  '¿Pueden cambiar la dirección de entrega? Me mudé la semana pasada.',
  'Dzień dobry, chciałbym zwrócić buty. Są za małe.',
  'Здравствуйте! Не могу войти в личный кабинет.',
  'مرحبا، أين طلبي رقم 4821؟',
  'שלום, אני רוצה לבטל את ההזמנה.',
  '我的包裹什么时候到？',
  '注文をキャンセルできますか？',
  '배송이 언제 시작되나요?',
  'मुझे अपना बिल नहीं मिला।',
  'My order number is:\n4821-AA\nand the other one:\n4822-BB',
  'The page shows <b>Error</b> & "code 500" — what does <script>alert(1)</script> mean?',
  '   ',
  'AAAA'.repeat(60),
  'I have been waiting for three weeks now. First I was told that the parcel had left the warehouse, then that it was ' +
    'held at customs, and yesterday somebody wrote that it had been delivered, which it was not. I would like to know ' +
    'where it is, who signed for it, and when I get my money back if it does not turn up by the end of this week.',
  '👨‍👩‍👧‍👦 family plan: is it 4 or 5 people? 🇫🇷➡️🇯🇵',
] as const;

export const agentTexts = [
  'Hello, thanks for writing. Let me have a look.',
  'Could you give me your order number, please?',
  'I have sent you a new link.',
  'That is done. Is there anything else?',
  'Einen Moment bitte, ich sehe nach.',
] as const;

export const botTexts = [
  'Welcome! What is it about?',
  'I did not understand that. Shall I connect you with a person?',
  'Thank you. I am looking for somebody who can help.',
] as const;
