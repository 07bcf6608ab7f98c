import { z } from 'zod';

/** Imported before the first shape is made: zod then tries no generated code, which the pages' content policy forbids. */
z.config({ jitless: true });
