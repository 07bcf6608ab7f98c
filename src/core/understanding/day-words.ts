export const THE = '(?:the |el |la |los |las |le |les |il |lo |l |o |a |os |as |den |dem |der |die |das |dia |al |del |am |on )?';

export const ORDINAL = '(?:st|nd|rd|th|er|\\.|o)';

export const OF = '(?:of |de |di |d |del |du |do )?(?:the )?';

export const YEAR = '(?:,? (?:de |del |of |do )?(\\d{4}))?';
