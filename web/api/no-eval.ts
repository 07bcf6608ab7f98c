import { z } from 'zod';

/** Import this before the first shape is made. It stops zod from generating code, which the content security policy forbids. */
z.config({ jitless: true });
