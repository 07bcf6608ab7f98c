import type { Bubble } from '#contracts/api/phone.ts';
import type { FakeTenant, FakeWorld } from './fake-world.ts';

type Content = Bubble['content'];

/** Answers as a desk would, without any of its rules: enough to look at. */
export function botSays(content: Content, tenant: FakeTenant): readonly Content[] {
  if (content.kind === 'choice') return afterChoice(content.id, content.title);
  if (content.kind !== 'text') return [{ kind: 'text', body: 'Thank you, I have kept that for the team.' }];
  return [greeting(tenant)];
}

export function greeting(tenant: FakeTenant): Content {
  return {
    kind: 'buttons',
    header: `Welcome to ${tenant.name}`,
    body: 'What can I do for you?',
    buttons: [
      { id: 'book', title: 'Book an appointment' },
      { id: 'mine', title: 'My appointments' },
      { id: 'where', title: 'Where are you?' },
    ],
  };
}

export const slots: Content = {
  kind: 'list',
  header: 'Cut and finish, 45 min',
  body: 'These times are free. Which one suits you?',
  footer: 'Times are for Madrid',
  button: 'See free times',
  sections: [
    {
      title: 'Saturday, 21 November',
      rows: [
        { id: 'slot-1', title: '10:00', description: 'with Marta' },
        { id: 'slot-2', title: '11:30', description: 'with Irene' },
        { id: 'slot-3', title: '12:15', description: 'with Marta' },
      ],
    },
    {
      title: 'Monday, 23 November',
      rows: [
        { id: 'slot-4', title: '09:15', description: 'with Irene' },
        { id: 'slot-5', title: '17:45', description: 'with Marta' },
      ],
    },
  ],
};

export const place: Content = {
  kind: 'location',
  latitude: 40.42136,
  longitude: -3.70012,
  name: 'Lumen Hair Studio',
  address: 'Calle de la Luna 12, Madrid',
};

function afterChoice(id: string, title: string): readonly Content[] {
  if (id === 'book') return [slots];
  if (id === 'where') return [place];
  if (id.startsWith('slot-')) {
    return [
      {
        kind: 'buttons',
        body: `*You are booked.*\nCut and finish at ${title}.`,
        footer: 'Free to move or cancel until 24 h before',
        buttons: [
          { id: 'move', title: 'Move it' },
          { id: 'cancel', title: 'Cancel it' },
        ],
      },
    ];
  }
  return [{ kind: 'text', body: `You chose _${title}_.` }];
}

/** Ticks go up, dots show, the answer comes: each step told to whoever looks on. */
export async function answer(
  world: FakeWorld,
  tenant: FakeTenant,
  customer: string,
  asked: Bubble,
  pause: () => Promise<void>,
): Promise<void> {
  const tick = (ticks: Bubble['ticks']) =>
    world.change(tenant, customer, (chat) => {
      chat.bubbles = chat.bubbles.map((bubble) => (bubble.id === asked.id ? { ...bubble, ticks } : bubble));
    });
  await pause();
  tick('delivered');
  await pause();
  tick('read');
  world.change(tenant, customer, (chat) => (chat.typing = true));
  await pause();
  world.change(tenant, customer, (chat) => (chat.typing = false));
  for (const content of botSays(asked.content, tenant)) world.add(tenant, customer, { from: 'business', content });
}
