const PREFIX = 'agent:';

/** The id of the nth button or row of an agent's message. */
export function agentChoice(messageId: string, n: number): string {
  return `${PREFIX}${messageId}:${n}`;
}

/** Whether the customer tapped what an agent offered: the answer is for the agent, not for the bot. */
export function isAgentChoice(id: string): boolean {
  return id.startsWith(PREFIX);
}
