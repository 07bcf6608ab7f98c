const YES = ['👍', '👌', '✅', '✔', '🙌', '💯', '🆗', '☑', '🤙', '🫡'];
const NO = ['👎', '❌', '🚫', '✖', '🙅'];

/** What emoji answer on their own. */
export const signs = {
  yes: (emoji: readonly string[]) => emoji.some((one) => YES.includes(one)) && !signs.no(emoji),
  no: (emoji: readonly string[]) => emoji.some((one) => NO.includes(one)),
};
