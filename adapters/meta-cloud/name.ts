export const NAME = 'meta-cloud';
